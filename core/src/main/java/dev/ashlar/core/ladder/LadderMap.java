package dev.ashlar.core.ladder;

import dev.ashlar.core.mapper.Break;
import dev.ashlar.platform.Mem;

/**
 * All that there is of a ladder, piece by piece: arena after arena, what lies at the break from its first byte to its end without a hole,
 * then what has mappings of its own. A map is a cursor, memory of the caller's; zeroed, it is before the first piece.
 * <pre>
 *   map +  0   kind           of the piece that {@link #next} has found: one of the below
 *   map +  8   address        of its first byte, the header's
 *   map + 16   bytes          of all of it
 *   map + 24   payloadBytes
 *   map + 32   bin            of a free block: the list that it is in
 *   map + 40   arena
 *   map + 48   prevFree       1 if the header says that the block before is free
 *   map + 56   place          AT_BREAK, AT_SPARE, AT_MAPPED: what comes next
 *   map + 64   block          the next one, where there are headers
 * </pre>
 * Nobody may be inside meanwhile.
 */
public final class LadderMap {
    private LadderMap() {}

    /** A block in use. */
    public static final int LIVE = 1;

    /** A free block. */
    public static final int FREE = 2;

    /** A free block that is kept as it is for a request of its size. */
    public static final int FAST = 3;

    /** A block in use, in a mapping of its own. */
    public static final int MAPPED = 4;

    /** What somebody else took at the break. */
    public static final int FENCE = 5;

    /** What was handed out without headers: nobody knows more. */
    public static final int HANDED_OUT = 6;

    /** Up to the break, not handed out yet. */
    public static final int SPARE = 7;

    private static final long KIND = 0;
    private static final long ADDRESS = 8;
    private static final long PIECE_BYTES = 16;
    private static final long PAYLOAD_BYTES = 24;
    private static final long BIN = 32;
    private static final long ARENA = 40;
    private static final long PREV_FREE = 48;
    private static final long PLACE = 56;
    private static final long BLOCK = 64;

    public static final long BYTES = 72;

    private static final long AT_BREAK = 0;
    private static final long AT_SPARE = 1;
    private static final long AT_MAPPED = 2;

    public static int kind(long map) {
        return (int) Mem.getLong(map + KIND);
    }

    public static long address(long map) {
        return Mem.getLong(map + ADDRESS);
    }

    public static long bytes(long map) {
        return Mem.getLong(map + PIECE_BYTES);
    }

    public static long payloadBytes(long map) {
        return Mem.getLong(map + PAYLOAD_BYTES);
    }

    public static int bin(long map) {
        return (int) Mem.getLong(map + BIN);
    }

    public static int arena(long map) {
        return (int) Mem.getLong(map + ARENA);
    }

    public static boolean isPrevFree(long map) {
        return Mem.getLong(map + PREV_FREE) != 0;
    }

    /** The next piece; false, and the map is as fresh, after the last. */
    public static boolean next(long ladder, long map) {
        while (arena(map) < Ladder.arenas(ladder)) {
            long heap = Ladder.heap(ladder, arena(map));
            if (Mem.getLong(map + PLACE) == AT_BREAK && atBreak(ladder, heap, map)) return true;
            if (Mem.getLong(map + PLACE) == AT_SPARE && atSpare(heap, map)) return true;
            if (Mem.getLong(map + PLACE) == AT_MAPPED && atMapped(heap, map)) return true;
            Mem.putLong(map + ARENA, arena(map) + 1);
            goTo(map, AT_BREAK, 0);
        }
        Mem.fill(map, BYTES, 0);
        return false;
    }

    private static boolean atBreak(long ladder, long heap, long map) {
        long start = Break.start(LadderHeap.brk(heap));
        long end = Break.next(LadderHeap.brk(heap));
        long block = Mem.getLong(map + BLOCK);
        if (block == 0) block = start;
        if (block == end) {
            goTo(map, AT_SPARE, 0);
            return false;
        }
        if (!Step.hasHeaders(Ladder.step(ladder))) {
            found(map, HANDED_OUT, block, end - block, end - block);
            goTo(map, AT_SPARE, 0);
            return true;
        }
        foundBlock(map, block);
        goTo(map, AT_BREAK, Block.after(block));
        return true;
    }

    private static boolean atSpare(long heap, long map) {
        long next = Break.next(LadderHeap.brk(heap));
        long end = Break.end(LadderHeap.brk(heap));
        goTo(map, AT_MAPPED, Mapped.first(heap));
        if (next == end) return false;
        found(map, SPARE, next, end - next, 0);
        return true;
    }

    private static boolean atMapped(long heap, long map) {
        long block = Mem.getLong(map + BLOCK);
        if (block == 0) return false;
        foundBlock(map, block);
        goTo(map, AT_MAPPED, Mapped.next(block));
        return true;
    }

    private static void foundBlock(long map, long block) {
        long payloadBytes = Block.payloadBytes(block);
        found(map, kindOf(Block.magic(block)), block, Block.HEADER_BYTES + payloadBytes, payloadBytes);
        Mem.putLong(map + BIN, Block.bin(block));
        Mem.putLong(map + PREV_FREE, Block.isPrevFree(block) ? 1 : 0);
    }

    private static int kindOf(int magic) {
        return switch (magic) {
            case Block.LIVE -> LIVE;
            case Block.FREE -> FREE;
            case Block.FAST -> FAST;
            case Block.MAPPED -> MAPPED;
            default -> FENCE;
        };
    }

    private static void found(long map, int kind, long address, long bytes, long payloadBytes) {
        Mem.putLong(map + KIND, kind);
        Mem.putLong(map + ADDRESS, address);
        Mem.putLong(map + PIECE_BYTES, bytes);
        Mem.putLong(map + PAYLOAD_BYTES, payloadBytes);
        Mem.putLong(map + BIN, 0);
        Mem.putLong(map + PREV_FREE, 0);
    }

    private static void goTo(long map, long place, long block) {
        Mem.putLong(map + PLACE, place);
        Mem.putLong(map + BLOCK, block);
    }
}
