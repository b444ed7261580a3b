package dev.ashlar.platform;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;

/**
 * Where system calls leave their errors, made before the first of them: to allocate anything inside an operation could fail there, or
 * have a virtual thread wait that others wait for. Threads whose ids are alike share a place, and may see each other's error; only
 * diagnosis reads it.
 */
final class CallState {
    private CallState() {}

    private static final int PLACES = 64;
    private static final MemorySegment[] SEGMENTS = new MemorySegment[PLACES];

    static {
        for (int i = 0; i < PLACES; i++) SEGMENTS[i] = Arena.global().allocate(Linker.Option.captureStateLayout());
    }

    /** The calling thread's. */
    static MemorySegment get() {
        return SEGMENTS[(int) Thread.currentThread().threadId() & PLACES - 1];
    }
}
