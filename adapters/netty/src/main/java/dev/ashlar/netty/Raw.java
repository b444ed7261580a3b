package dev.ashlar.netty;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/**
 * Memory by address; whether an address may be used, the caller knows. Each access masks it, so that HotSpot knows it to be within the
 * bounds of the segment that spans all memory, and does not compare.
 */
final class Raw {
    private Raw() {}

    private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    /** All bits that addresses of a process have. */
    private static final long MASK = Long.MAX_VALUE >>> 1;

    private static final ValueLayout.OfShort SHORT = JAVA_SHORT_UNALIGNED.withOrder(BIG_ENDIAN);
    private static final ValueLayout.OfShort SHORT_LE = JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = JAVA_INT_UNALIGNED.withOrder(BIG_ENDIAN);
    private static final ValueLayout.OfInt INT_LE = JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = JAVA_LONG_UNALIGNED.withOrder(BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG_LE = JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);

    static byte getByte(long address) {
        return ALL.get(JAVA_BYTE, address & MASK);
    }

    static void setByte(long address, int value) {
        ALL.set(JAVA_BYTE, address & MASK, (byte) value);
    }

    static short getShort(long address) {
        return ALL.get(SHORT, address & MASK);
    }

    static void setShort(long address, int value) {
        ALL.set(SHORT, address & MASK, (short) value);
    }

    static short getShortLE(long address) {
        return ALL.get(SHORT_LE, address & MASK);
    }

    static void setShortLE(long address, int value) {
        ALL.set(SHORT_LE, address & MASK, (short) value);
    }

    static int getInt(long address) {
        return ALL.get(INT, address & MASK);
    }

    static void setInt(long address, int value) {
        ALL.set(INT, address & MASK, value);
    }

    static int getIntLE(long address) {
        return ALL.get(INT_LE, address & MASK);
    }

    static void setIntLE(long address, int value) {
        ALL.set(INT_LE, address & MASK, value);
    }

    static long getLong(long address) {
        return ALL.get(LONG, address & MASK);
    }

    static void setLong(long address, long value) {
        ALL.set(LONG, address & MASK, value);
    }

    static long getLongLE(long address) {
        return ALL.get(LONG_LE, address & MASK);
    }

    static void setLongLE(long address, long value) {
        ALL.set(LONG_LE, address & MASK, value);
    }

    static void copy(long from, long to, long byteSize) {
        MemorySegment.copy(ALL, from, ALL, to, byteSize);
    }

    static void copy(long from, byte[] to, int toIndex, int byteSize) {
        MemorySegment.copy(ALL, JAVA_BYTE, from, to, toIndex, byteSize);
    }

    static void copy(byte[] from, int fromIndex, long to, int byteSize) {
        MemorySegment.copy(from, fromIndex, ALL, JAVA_BYTE, to, byteSize);
    }

    /** Fills {@code to} from its position to its limit, neither of which changes. */
    static void copy(long from, ByteBuffer to) {
        MemorySegment.copy(ALL, from, MemorySegment.ofBuffer(to), 0, to.remaining());
    }

    /** Copies what {@code from} has from its position to its limit, neither of which changes. */
    static void copy(ByteBuffer from, long to) {
        MemorySegment.copy(MemorySegment.ofBuffer(from), 0, ALL, to, from.remaining());
    }

    static void clear(long address, long byteSize) {
        ALL.asSlice(address, byteSize).fill((byte) 0);
    }

    /** A big-endian view of the memory, which stays usable when the memory is not. */
    static ByteBuffer view(long address, int byteSize) {
        return ALL.asSlice(address, byteSize).asByteBuffer();
    }
}
