/** Arrow's buffers on Ashlar's heaps: {@link dev.ashlar.arrow.AshlarAllocationManager}. */
module dev.ashlar.arrow {
    requires transitive dev.ashlar;
    requires transitive org.apache.arrow.memory.core;
    requires static org.jspecify;

    exports dev.ashlar.arrow;
    exports org.apache.arrow.memory.unsafe to
            org.apache.arrow.memory.core;
}
