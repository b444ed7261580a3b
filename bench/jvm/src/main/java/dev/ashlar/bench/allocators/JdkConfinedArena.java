package dev.ashlar.bench.allocators;

import java.lang.foreign.Arena;

/** The JDK's arenas for one thread, which zero what they give. */
public class JdkConfinedArena extends Arenas {
    @Override
    Arena newArena() {
        return Arena.ofConfined();
    }
}
