package dev.ashlar;

import dev.ashlar.core.guarded.Leaks;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Blocks that are live and were allocated in the same place.
 *
 * @param blocks how many
 * @param byteSize of all of them, as they were asked for
 * @param address of the oldest
 * @param age of the oldest, to a tenth of a second
 * @param allocatedBy the stack trace of that place, the caller of the heap first
 */
public record Leak(long blocks, long byteSize, long address, Duration age, List<StackTraceElement> allocatedBy) {
    /** The core's list, which has an entry for each site, that is for each moment too; most bytes first. */
    static List<Leak> list(long table, Sites sites) {
        Map<List<StackTraceElement>, Leak> byTrace = new HashMap<>();
        for (long i = 0; i < Leaks.entries(table); i++) {
            if (Leaks.blocks(table, i) == 0) continue;
            long site = Leaks.site(table, i);
            Leak leak = new Leak(
                    Leaks.blocks(table, i),
                    Leaks.bytes(table, i),
                    Leaks.payload(table, i),
                    sites.age(site),
                    sites.trace(site));
            byTrace.merge(leak.allocatedBy, leak, Leak::and);
        }
        return byTrace.values().stream()
                .sorted(Comparator.comparingLong(Leak::byteSize).reversed())
                .toList();
    }

    private Leak and(Leak other) {
        Leak older = age.compareTo(other.age) >= 0 ? this : other;
        return new Leak(blocks + other.blocks, byteSize + other.byteSize, older.address, older.age, allocatedBy);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("%d bytes in %s at 0x%x, %.1f s old, allocated by"
                .formatted(byteSize, blocks == 1 ? "a block" : blocks + " blocks, the oldest", address, seconds()));
        for (StackTraceElement frame : allocatedBy) text.append("\n\tat ").append(frame);
        return text.toString();
    }

    private double seconds() {
        return age.toMillis() / 1000.0;
    }
}
