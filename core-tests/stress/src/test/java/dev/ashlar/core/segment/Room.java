package dev.ashlar.core.segment;

import dev.ashlar.platform.Mem;
import java.lang.foreign.Arena;
import java.util.concurrent.atomic.AtomicLong;

/** Zeroed memory for one state of a stress test; it comes round again long after that state's end. */
final class Room {
    private Room() {}

    static final long BYTES = 512;
    private static final long COUNT = 1 << 18;
    private static final long ROOMS =
            Arena.global().allocate(COUNT * BYTES, Page.BYTES).address();
    private static final AtomicLong NEXT = new AtomicLong();

    static long fresh() {
        long room = ROOMS + NEXT.getAndIncrement() % COUNT * BYTES;
        Mem.fill(room, BYTES, 0);
        return room;
    }

    /** The slot {@code index} of the room's page: after its descriptor. */
    static long slot(long room, int index) {
        return room + Page.BYTES + index * 32L;
    }

    /** What is in a page's remote list: a bit for each of the slots 0 to 3, or 100 if one is there twice. */
    static int arrived(long room) {
        int seen = 0;
        int count = 0;
        for (long slot = Remote.first(room); slot != 0; slot = Slot.next(slot)) {
            int bit = 1 << (slot - slot(room, 0)) / 32;
            if ((seen & bit) != 0 || count++ == 4) return 100;
            seen |= bit;
        }
        return count == Remote.count(room) ? seen : 100;
    }
}
