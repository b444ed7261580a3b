package dev.ashlar.bench;

import dev.ashlar.bench.allocators.Blocks;

/**
 * What is measured in one go: one of an allocator's benchmarks.
 *
 * @param benchmark the name of its method
 * @param bytes of each block
 * @param blocks how many live at once
 * @param isVirtual whether a virtual thread allocates
 */
record Case(Class<? extends Blocks> allocator, String benchmark, int bytes, int blocks, boolean isVirtual) {
    Case by(Class<? extends Blocks> other) {
        return new Case(other, benchmark, bytes, blocks, isVirtual);
    }

    /** What JMH calls it, as a regular expression that nothing else fits. */
    String pattern() {
        return "^" + (allocator.getName() + "." + benchmark).replace(".", "\\.") + "$";
    }

    /** How to see what JMH has to say of it. */
    String command() {
        return "./ashlar bench jvm '%s.%s$' -p bytes=%d -p blocks=%d%s"
                .formatted(
                        allocator.getSimpleName(),
                        benchmark,
                        bytes,
                        blocks,
                        isVirtual ? " -jvmArgsPrepend " + CaseRunner.VIRTUAL : "");
    }
}
