package dev.ashlar.bench.allocators;

import java.lang.foreign.Arena;

/** The JDK's arenas for any thread, which zero what they give. */
public class JdkSharedArena extends Arenas {
    @Override
    Arena newArena() {
        return Arena.ofShared();
    }
}
