package dev.ashlar;

import java.util.List;

/**
 * Blocks that are live and were allocated in the same place.
 *
 * @param blocks how many
 * @param byteSize of all of them, as they were asked for
 * @param address of one of them
 * @param allocatedBy the stack trace of that place, the caller of the heap first
 */
public record Leak(long blocks, long byteSize, long address, List<StackTraceElement> allocatedBy) {
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("%d bytes in %s at 0x%x, allocated by"
                .formatted(byteSize, blocks == 1 ? "a block" : blocks + " blocks, one", address));
        for (StackTraceElement frame : allocatedBy) text.append("\n\tat ").append(frame);
        return text.toString();
    }
}
