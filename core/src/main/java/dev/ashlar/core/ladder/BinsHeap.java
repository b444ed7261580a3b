package dev.ashlar.core.ladder;

import dev.ashlar.core.list.Bitmap;
import dev.ashlar.core.list.Links;
import dev.ashlar.core.rule.Rule;
import dev.ashlar.platform.Bits;
import dev.ashlar.platform.Mem;

/**
 * Step 7: a list for each size.
 * <pre>
 *     bin    0         1 … 7            8 … 69              70 … 115
 *            unsorted  32, 48 … 128     32, 48 … 1008       1024 … 1535, 1536 … 2047, 2048 … 3071, …
 *                      fast: as they    small: each has     large: the smallest first
 *                      are, last first  one size
 * </pre>
 * A small block that is freed stays as it is, in the fast bin of its size, where the next request finds it in one step. Any other is
 * merged and put into the unsorted bin. {@code malloc} looks there first, and sorts what does not fit into the bins, so that a block
 * that is freed and wanted again at once is never sorted. Then it takes a block from its own bin, or from the next one that a bitmap
 * says is not empty, and splits it. Before the break is moved, the fast bins are emptied: what lies in them is merged at last.
 */
final class BinsHeap {
    private BinsHeap() {}

    private static final long LEAST_BYTES = 32;
    private static final int UNSORTED = 0;
    private static final int FIRST_FAST = 1;
    private static final int FIRST_SMALL = 8;
    private static final int FIRST_LARGE = 70;
    private static final int BINS = 116;

    /** Up to here a block is fast. */
    private static final long MOST_FAST_BYTES = 128;

    /** From here on a bin has more than one size. */
    private static final long LARGE_BYTES = 1024;

    private static final int LOG_LARGE_BYTES = 10;

    /** Everything from here on is in the last bin. */
    private static final int LOG_LARGEST_BYTES = LOG_LARGE_BYTES + (BINS - FIRST_LARGE) / 2;

    /** A payload of a free block, at the break, or in a mapping, on a 16-byte boundary; 0 if there is no memory. */
    static long malloc(long heap, long sizeBytes) {
        long payloadBytes = Block.payloadBytesFor(sizeBytes, LEAST_BYTES);
        if (payloadBytes == 0) return 0;
        if (payloadBytes >= Ladder.threshold(LadderHeap.ladder(heap)))
            return Mapped.malloc(heap, payloadBytes, Block.UNIT_BYTES);
        long block = takeFree(heap, payloadBytes);
        if (block == 0) block = LadderHeap.extend(heap, payloadBytes);
        if (block == 0) return 0;
        split(heap, block, payloadBytes);
        Block.mark(block, Block.LIVE);
        return Block.payload(block);
    }

    /** Puts a block into its fast bin, or with its free neighbours into the unsorted one, or unmaps it. The rule that it would break, or {@link Rule#NONE}. */
    static int free(long heap, long payload) {
        int rule = Blocks.ruleAgainst(heap, payload);
        if (rule != Rule.NONE) return rule;
        if (Block.magic(Block.ofPayload(payload)) == Block.MAPPED) {
            Mapped.free(heap, Block.ofPayload(payload));
            return Rule.NONE;
        }
        long block = Block.ofPayload(payload);
        if (Block.payloadBytes(block) <= MOST_FAST_BYTES) {
            keepFast(heap, block);
            return Rule.NONE;
        }
        Block.mark(block, Block.FREE);
        link(heap, UNSORTED, merge(heap, block));
        return Rule.NONE;
    }

    /** The same payload if it is large enough, else a larger one with the same contents; 0, and nothing has changed, if there is no memory. */
    static long realloc(long heap, long payload, long sizeBytes) {
        long oldBytes = Blocks.usableBytes(heap, payload);
        if (oldBytes == 0 || sizeBytes >= 0 && sizeBytes <= oldBytes) return oldBytes == 0 ? 0 : payload;
        long moved = malloc(heap, sizeBytes);
        if (moved == 0) return 0;
        Mem.copy(payload, moved, oldBytes);
        free(heap, payload);
        return moved;
    }

    /** A free block of {@code payloadBytes} or more, out of its bin; 0 if there is none. */
    private static long takeFree(long heap, long payloadBytes) {
        if (payloadBytes <= MOST_FAST_BYTES) {
            long block = takeFast(heap, fastBin(payloadBytes));
            if (block != 0) return block;
        }
        if (payloadBytes >= LARGE_BYTES) mergeFast(heap);
        long block = takeUnsorted(heap, payloadBytes);
        if (block == 0) block = takeSorted(heap, payloadBytes);
        if (block != 0 || !mergeFast(heap)) return block;
        block = takeUnsorted(heap, payloadBytes);
        return block != 0 ? block : takeSorted(heap, payloadBytes);
    }

    static int fastBin(long payloadBytes) {
        return FIRST_FAST + (int) ((payloadBytes - LEAST_BYTES) / Block.UNIT_BYTES);
    }

    static boolean isFast(int bin) {
        return bin >= FIRST_FAST && bin < FIRST_SMALL;
    }

    private static void keepFast(long heap, long block) {
        long list = LadderHeap.list(heap, fastBin(Block.payloadBytes(block)));
        Block.mark(block, Block.FAST);
        Block.setBin(block, fastBin(Block.payloadBytes(block)));
        Mem.putLong(Block.payload(block), Mem.getLong(list));
        Mem.putLong(list, Block.payload(block));
    }

    private static long takeFast(long heap, int bin) {
        long list = LadderHeap.list(heap, bin);
        long payload = Mem.getLong(list);
        if (payload == 0) return 0;
        Mem.putLong(list, Mem.getLong(payload));
        return Block.ofPayload(payload);
    }

    /** Empties the fast bins into the unsorted one, merging. Whether there was anything. */
    private static boolean mergeFast(long heap) {
        boolean isAny = false;
        for (int bin = FIRST_FAST; bin < FIRST_SMALL; bin++) {
            for (long block = takeFast(heap, bin); block != 0; block = takeFast(heap, bin)) {
                Block.mark(block, Block.FREE);
                link(heap, UNSORTED, merge(heap, block));
                isAny = true;
            }
        }
        return isAny;
    }

    /** The first unsorted block of exactly so many bytes, or 0; those before it are sorted into their bins. */
    private static long takeUnsorted(long heap, long payloadBytes) {
        long list = LadderHeap.list(heap, UNSORTED);
        for (long payload = Links.first(list); payload != 0; payload = Links.first(list)) {
            LadderHeap.countVisits(heap, 1);
            long block = Block.ofPayload(payload);
            unlink(heap, block);
            if (Block.payloadBytes(block) == payloadBytes) return block;
            link(heap, bin(Block.payloadBytes(block)), block);
        }
        return 0;
    }

    /** The smallest block of {@code payloadBytes} or more in the bins of that size and above, or 0. */
    private static long takeSorted(long heap, long payloadBytes) {
        for (long bin = next(heap, bin(payloadBytes)); bin >= 0; bin = next(heap, bin + 1)) {
            long payload = Links.first(LadderHeap.list(heap, (int) bin));
            LadderHeap.countVisits(heap, 1);
            while (payload != 0 && Block.payloadBytes(Block.ofPayload(payload)) < payloadBytes) {
                payload = Links.next(payload);
                LadderHeap.countVisits(heap, 1);
            }
            if (payload == 0) continue; // of its own bin, all are too small
            unlink(heap, Block.ofPayload(payload));
            return Block.ofPayload(payload);
        }
        return 0;
    }

    private static long next(long heap, long bin) {
        return Bitmap.nextSet(LadderHeap.filled(heap), bin, BINS);
    }

    /** The bin of a size: of small ones the size itself says it, of large ones its highest two bits. */
    static int bin(long payloadBytes) {
        if (payloadBytes < LARGE_BYTES) return FIRST_SMALL + (int) ((payloadBytes - LEAST_BYTES) / Block.UNIT_BYTES);
        int log = 63 - Bits.leadingZeros(payloadBytes);
        if (log >= LOG_LARGEST_BYTES) return BINS - 1;
        return FIRST_LARGE + 2 * (log - LOG_LARGE_BYTES) + (int) (payloadBytes >>> (log - 1) & 1);
    }

    /** Makes a free block of what {@code block} has beyond {@code payloadBytes}, if that is enough for one. */
    private static void split(long heap, long block, long payloadBytes) {
        long restBytes = Block.payloadBytes(block) - payloadBytes - Block.HEADER_BYTES;
        if (restBytes < LEAST_BYTES) return;
        Block.resize(block, payloadBytes);
        long rest = Block.after(block);
        Block.write(rest, restBytes, 0, Block.FREE);
        link(heap, UNSORTED, rest);
    }

    /** Joins a free block, which is in no list, with its free neighbours, which are. The block that they are now, in no list. */
    private static long merge(long heap, long block) {
        long after = Block.after(block);
        if (Block.magic(after) == Block.FREE) {
            unlink(heap, after);
            Block.resize(block, Block.payloadBytes(block) + Block.HEADER_BYTES + Block.payloadBytes(after));
        }
        if (!Block.isPrevFree(block)) return block;
        long before = Block.before(block);
        unlink(heap, before);
        Block.resize(before, Block.payloadBytes(before) + Block.HEADER_BYTES + Block.payloadBytes(block));
        return before;
    }

    /** Puts a free block into a bin, first, or behind all that are smaller if it is a large one; tells the block behind it. */
    private static void link(long heap, int bin, long block) {
        long list = LadderHeap.list(heap, bin);
        long smaller = 0;
        for (long one = bin < FIRST_LARGE ? 0 : Links.first(list); one != 0; one = Links.next(one)) {
            LadderHeap.countVisits(heap, 1);
            if (Block.payloadBytes(Block.ofPayload(one)) >= Block.payloadBytes(block)) break;
            smaller = one;
        }
        if (smaller == 0) Links.push(list, Block.payload(block));
        else Links.insert(smaller, Block.payload(block));
        Bitmap.set(LadderHeap.filled(heap), bin);
        Block.setBin(block, bin);
        Block.writeFooter(block);
        Block.setPrevFree(Block.after(block), true);
    }

    private static void unlink(long heap, long block) {
        long list = LadderHeap.list(heap, Block.bin(block));
        Links.remove(list, Block.payload(block));
        if (Links.first(list) == 0) Bitmap.clear(LadderHeap.filled(heap), Block.bin(block));
        Block.setPrevFree(Block.after(block), false);
    }
}
