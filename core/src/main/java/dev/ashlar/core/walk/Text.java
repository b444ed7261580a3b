package dev.ashlar.core.walk;

import dev.ashlar.platform.Console;
import dev.ashlar.platform.Mem;

/**
 * Text on its way to a file descriptor, gathered in a small buffer: the core knows neither strings nor allocation.
 * <pre>
 *   text +  0   descriptor
 *   text +  8   usedBytes    of the buffer
 *   text + 16   buffer
 * </pre>
 * Words are written character by character, four or eight at a call; a 0 writes nothing.
 */
final class Text {
    private Text() {}

    private static final long DESCRIPTOR = 0;
    private static final long USED_BYTES = 8;
    private static final long BUFFER = 16;

    static final long BUFFER_BYTES = 496;

    static void open(long text, int descriptor) {
        Mem.putLong(text + DESCRIPTOR, descriptor);
        Mem.putLong(text + USED_BYTES, 0);
    }

    static void flush(long text) {
        Console.write(Mem.getInt(text + DESCRIPTOR), text + BUFFER, Mem.getLong(text + USED_BYTES));
        Mem.putLong(text + USED_BYTES, 0);
    }

    static void put(long text, int character) {
        if (character == 0) return;
        long usedBytes = Mem.getLong(text + USED_BYTES);
        if (usedBytes == BUFFER_BYTES) {
            flush(text);
            usedBytes = 0;
        }
        Mem.putByte(text + BUFFER + usedBytes, (byte) character);
        Mem.putLong(text + USED_BYTES, usedBytes + 1);
    }

    static void put(long text, int c0, int c1, int c2, int c3) {
        put(text, c0);
        put(text, c1);
        put(text, c2);
        put(text, c3);
    }

    static void put(long text, int c0, int c1, int c2, int c3, int c4, int c5, int c6, int c7) {
        put(text, c0, c1, c2, c3);
        put(text, c4, c5, c6, c7);
    }

    /** {@code value}, not negative, in decimal. */
    static void decimal(long text, long value) {
        long divisor = 1;
        while (value / divisor >= 10) divisor *= 10;
        while (divisor != 0) {
            put(text, '0' + (int) (value / divisor % 10));
            divisor /= 10;
        }
    }

    /** {@code 0x} and as many capital digits as the address needs. */
    static void address(long text, long address) {
        put(text, '0');
        put(text, 'x');
        int shift = 60;
        while (shift > 0 && address >>> shift == 0) shift -= 4;
        while (shift >= 0) {
            digit(text, (int) (address >>> shift) & 15);
            shift -= 4;
        }
    }

    /** Two capital digits. */
    static void hexByte(long text, int value) {
        digit(text, value >> 4 & 15);
        digit(text, value & 15);
    }

    /** The character, or a dot if it does not print. */
    static void printable(long text, int character) {
        put(text, character >= ' ' && character <= '~' ? character : '.');
    }

    private static void digit(long text, int value) {
        put(text, value < 10 ? '0' + value : 'A' + value - 10);
    }
}
