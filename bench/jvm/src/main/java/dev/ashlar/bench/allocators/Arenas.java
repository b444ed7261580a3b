package dev.ashlar.bench.allocators;

import java.lang.foreign.Arena;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.infra.Blackhole;

/** Arenas: opened, blocks allocated, closed. */
public abstract class Arenas extends Blocks {
    abstract Arena newArena();

    @Benchmark
    public void one(Blackhole hole) {
        try (Arena arena = newArena()) {
            hole.consume(arena.allocate(bytes).address());
        }
    }

    @Benchmark
    public void many(Blackhole hole) {
        try (Arena arena = newArena()) {
            for (int i = 0; i < blocks; i++) hole.consume(arena.allocate(bytes).address());
        }
    }
}
