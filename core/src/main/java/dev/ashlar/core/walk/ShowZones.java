package dev.ashlar.core.walk;

import dev.ashlar.core.zone.History;
import dev.ashlar.core.zone.Kind;
import dev.ashlar.core.zone.Stats;
import dev.ashlar.core.zone.Zone;
import dev.ashlar.core.zone.ZoneBlocks;
import dev.ashlar.core.zone.ZoneGate;
import dev.ashlar.core.zone.ZoneHeap;
import dev.ashlar.core.zone.ZoneRoot;
import dev.ashlar.core.zone.ZoneTree;
import dev.ashlar.platform.Mem;

/**
 * {@code show_alloc_mem}: the zones of a heap and the blocks in them, by rising address, with the sizes that were
 * requested.
 * <pre>
 *   TINY : 0xA0000
 *   0xA0020 - 0xA004A : 42 bytes
 *   LARGE : 0xB0000
 *   0xB0020 - 0xBBEEF : 48847 bytes
 *   Total : 48889 bytes
 * </pre>
 * Any thread may call it; nobody else gets into the heap until it has written all. Nothing is allocated.
 */
public final class ShowZones {
    private ShowZones() {}

    private static final int DUMP_COLUMNS = 16;

    /** The format above. */
    public static void show(long root, int descriptor) {
        show(root, descriptor, false);
    }

    /**
     * The same with more: per zone its free bytes, slack and fragmentation (how much of the free memory is outside the
     * largest free block), free blocks among the live ones, the contents of live blocks, and the last operations, if
     * the heap remembers them.
     */
    public static void showMore(long root, int descriptor) {
        show(root, descriptor, true);
    }

    private static void show(long root, int descriptor, boolean isMore) {
        long heap = ZoneGate.enter(root);
        if (heap == 0) return;
        long text = ZoneRoot.text(root);
        Text.open(text, descriptor);
        long totalBytes = 0;
        long zone = ZoneTree.next(ZoneHeap.zones(heap), 0);
        while (zone != 0) {
            kind(text, Zone.kind(zone));
            separator(text);
            Text.address(text, zone);
            if (isMore) summary(text, zone);
            Text.put(text, '\n');
            blocks(text, zone, isMore);
            totalBytes += Zone.requestedBytes(zone);
            zone = ZoneTree.next(ZoneHeap.zones(heap), zone);
        }
        Text.put(text, 'T', 'o', 't', 'a', 'l', 0, 0, 0);
        separator(text);
        bytes(text, totalBytes);
        Text.put(text, '\n');
        if (isMore && ZoneHeap.history(heap) != 0) history(text, ZoneHeap.history(heap));
        Text.flush(text);
        ZoneGate.leave(root, heap);
    }

    private static void kind(long text, int kind) {
        if (kind == Kind.TINY) Text.put(text, 'T', 'I', 'N', 'Y');
        else if (kind == Kind.SMALL) Text.put(text, 'S', 'M', 'A', 'L', 'L', 0, 0, 0);
        else Text.put(text, 'L', 'A', 'R', 'G', 'E', 0, 0, 0);
    }

    private static void blocks(long text, long zone, boolean isMore) {
        long payload = ZoneBlocks.first(zone);
        while (payload != 0) {
            if (ZoneBlocks.isLive(zone, payload)) {
                long requestedBytes = ZoneBlocks.requestedBytes(zone, payload);
                range(text, payload, payload + requestedBytes);
                bytes(text, requestedBytes);
                if (isMore) slack(text, ZoneBlocks.usableBytes(zone, payload) - requestedBytes);
                Text.put(text, '\n');
                if (isMore) dump(text, payload, requestedBytes);
            } else if (isMore) {
                long freeBytes = ZoneBlocks.usableBytes(zone, payload);
                range(text, payload, payload + freeBytes);
                bytes(text, freeBytes);
                free(text);
                Text.put(text, '\n');
            }
            payload = ZoneBlocks.next(zone, payload);
        }
    }

    private static void summary(long text, long zone) {
        long freeBytes = 0;
        long largestBytes = 0;
        long slackBytes = 0;
        long payload = ZoneBlocks.first(zone);
        while (payload != 0) {
            long usableBytes = ZoneBlocks.usableBytes(zone, payload);
            if (ZoneBlocks.isLive(zone, payload)) {
                slackBytes += usableBytes - ZoneBlocks.requestedBytes(zone, payload);
            } else {
                freeBytes += usableBytes;
                if (usableBytes > largestBytes) largestBytes = usableBytes;
            }
            payload = ZoneBlocks.next(zone, payload);
        }
        separator(text);
        bytes(text, Zone.bytes(zone));
        Text.put(text, ',', ' ', 'l', 'i', 'v', 'e', ' ', 0);
        Text.decimal(text, Zone.liveBlocks(zone));
        Text.put(text, ',', ' ', 0, 0);
        bytes(text, freeBytes);
        free(text);
        slack(text, slackBytes);
        Text.put(text, ',', ' ', 'f', 'r', 'a', 'g', 'm', 'e');
        Text.put(text, 'n', 't', 'a', 't', 'i', 'o', 'n', ' ');
        Text.decimal(text, freeBytes == 0 ? 0 : 100 - largestBytes * 100 / freeBytes);
        Text.put(text, ' ', '%', 0, 0);
    }

    private static void dump(long text, long payload, long sizeBytes) {
        for (long row = 0; row < sizeBytes; row += DUMP_COLUMNS) {
            Text.put(text, ' ', ' ', 0, 0);
            Text.address(text, payload + row);
            Text.put(text, ' ', ' ', 0, 0);
            for (long column = row; column < row + DUMP_COLUMNS; column++) {
                if (column < sizeBytes) Text.hexByte(text, Mem.getByte(payload + column));
                else Text.put(text, ' ', ' ', 0, 0);
                Text.put(text, ' ');
            }
            Text.put(text, '|');
            for (long column = row; column < row + DUMP_COLUMNS && column < sizeBytes; column++)
                Text.printable(text, Mem.getByte(payload + column));
            Text.put(text, '|', '\n', 0, 0);
        }
    }

    private static void history(long text, long history) {
        long recorded = History.recorded(history);
        long kept = History.kept(history);
        Text.put(text, 'H', 'i', 's', 't', 'o', 'r', 'y', 0);
        separator(text);
        Text.decimal(text, kept);
        Text.put(text, ' ', 'o', 'f', ' ');
        Text.decimal(text, recorded);
        Text.put(text, '\n');
        for (long index = recorded - kept; index < recorded; index++) {
            int operation = History.operation(history, index);
            operation(text, operation);
            Text.put(text, ' ');
            Text.address(text, History.payload(history, index));
            if (operation != Stats.FREE) {
                separator(text);
                bytes(text, History.sizeBytes(history, index));
            }
            Text.put(text, '\n');
        }
    }

    private static void operation(long text, int operation) {
        if (operation == Stats.MALLOC) Text.put(text, 'm', 'a', 'l', 'l', 'o', 'c', 0, 0);
        else if (operation == Stats.CALLOC) Text.put(text, 'c', 'a', 'l', 'l', 'o', 'c', 0, 0);
        else if (operation == Stats.REALLOC) Text.put(text, 'r', 'e', 'a', 'l', 'l', 'o', 'c', 0);
        else if (operation == Stats.ALIGNED) Text.put(text, 'a', 'l', 'i', 'g', 'n', 'e', 'd', 0);
        else Text.put(text, 'f', 'r', 'e', 'e');
    }

    private static void range(long text, long from, long to) {
        Text.address(text, from);
        Text.put(text, ' ', '-', ' ', 0);
        Text.address(text, to);
        separator(text);
    }

    private static void separator(long text) {
        Text.put(text, ' ', ':', ' ', 0);
    }

    private static void bytes(long text, long count) {
        Text.decimal(text, count);
        Text.put(text, ' ', 'b', 'y', 't', 'e', 's', 0, 0);
    }

    private static void free(long text) {
        Text.put(text, ' ', 'f', 'r', 'e', 'e', 0, 0, 0);
    }

    private static void slack(long text, long slackBytes) {
        Text.put(text, ',', ' ', 's', 'l', 'a', 'c', 'k', ' ');
        Text.decimal(text, slackBytes);
    }
}
