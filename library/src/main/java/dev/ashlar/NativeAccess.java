package dev.ashlar;

import java.lang.foreign.MemorySegment;

/** The right to reach memory by its address, which the JVM gives to modules by name. */
final class NativeAccess {
    private NativeAccess() {}

    /** @throws IllegalCallerException if this library does not have it; the message says who gives it */
    static void require() {
        try {
            MemorySegment.NULL.reinterpret(1);
        } catch (IllegalCallerException denied) {
            Module module = NativeAccess.class.getModule();
            String name = module.isNamed() ? module.getName() : "ALL-UNNAMED";
            throw new IllegalCallerException(
                    "memory outside the Java heap is not allowed: run java with --enable-native-access=%s, or, for heaps at the JDK's speed, with -Dashlar.jdkArenas=true"
                            .formatted(name),
                    denied);
        }
    }
}
