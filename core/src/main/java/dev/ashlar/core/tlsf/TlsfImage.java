package dev.ashlar.core.tlsf;

import dev.ashlar.core.size.Align;
import dev.ashlar.platform.Mem;

/**
 * An allocator, its control and its first pool in one piece of memory that outlives the process: a mapped file, or
 * memory that processes share. It may be mapped at another address each time.
 * <pre>
 *   image +  0   magic       of this layout, and its version
 *   image +  8   bytes       of the image
 *   image + 16   checksum    of the three words around it
 *   image + 24   levels      firsts &lt;&lt; 8 | logSecond
 *   image + 32   state       CLOSED, or OPEN while somebody works in it
 *   image + 40   sum         of the control, when CLOSED
 *   image + 48   mark        the program's: where it finds its data again
 *   image + 56   lock        the program's: who is inside
 *   image + 64   control, pool
 * </pre>
 */
public final class TlsfImage {
    private TlsfImage() {}

    /** "AshPool" and the version of the layout. */
    private static final long MAGIC = 0x4173_6850_6f6f_6c03L;

    private static final long BYTES = 8;
    private static final long CHECKSUM = 16;
    private static final long LEVELS = 24;
    private static final long STATE = 32;
    private static final long SUM = 40;
    private static final long MARK = 48;
    private static final long LOCK = 56;
    private static final long CONTROL = 64;

    private static final long CLOSED = 1;
    private static final long OPEN = 2;

    /** What {@link #open} finds: an image that was closed, and is open now. */
    public static final int CLEAN = 0;

    /** An image whose owner did not close it: it has been put in order, and is open now. */
    public static final int RECOVERED = 1;

    /** Memory that is no image. */
    public static final int NO_IMAGE = 2;

    /** An image of another version of the layout. */
    public static final int OTHER_VERSION = 3;

    /** An image of other bytes than the memory has: see {@link #bytes}. */
    public static final int OTHER_BYTES = 4;

    /** An image with words that don't fit together. */
    public static final int TORN = 5;

    /** The least memory for an image with so many levels. */
    public static long leastBytes(int firsts, int logSecond) {
        return CONTROL + Tlsf.controlBytes(firsts, logSecond) + Pools.LEAST_BYTES;
    }

    /** Makes an image of memory on a 16-byte boundary: its control, or 0 if that can't be. The image is open. */
    public static long create(long image, long bytes, int firsts, int logSecond) {
        if (!Align.isAligned(image, Block.UNIT_BYTES) || bytes < CONTROL) return 0;
        Mem.fill(image, CONTROL, 0);
        long control = Tlsf.createWithPool(image + CONTROL, bytes - CONTROL, firsts, logSecond);
        if (control == 0) return 0;
        Mem.putLong(image + BYTES, bytes);
        Mem.putLong(image + LEVELS, (long) firsts << 8 | logSecond);
        Mem.putLong(image + CHECKSUM, checksum(bytes, (long) firsts << 8 | logSecond));
        Mem.putLong(image + STATE, OPEN);
        Mem.storeFence();
        Mem.putLong(image, MAGIC);
        return control;
    }

    private static long checksum(long bytes, long levels) {
        return mix(mix(MAGIC, bytes), levels);
    }

    /** A multiply, which spreads upwards, and a shift, which spreads downwards. */
    private static long mix(long sum, long word) {
        long mixed = (sum ^ word) * 0x9E37_79B9_7F4A_7C15L;
        return mixed ^ mixed >>> 32;
    }

    private static long sumOfControl(long image) {
        long levels = Mem.getLong(image + LEVELS);
        long end = control(image) + Tlsf.controlBytes((int) (levels >>> 8), (int) levels & 0xFF);
        long sum = MAGIC;
        for (long at = control(image); at < end; at += 8) sum = mix(sum, Mem.getLong(at));
        return sum;
    }

    /** Opens an image of {@code bytes}: {@link #CLEAN} or {@link #RECOVERED}; else why not, and nothing has changed. */
    public static int open(long image, long bytes) {
        if (bytes < CONTROL || !Align.isAligned(image, Block.UNIT_BYTES)) return NO_IMAGE;
        long magic = Mem.getLong(image);
        if (magic != MAGIC) return magic >>> 8 == MAGIC >>> 8 ? OTHER_VERSION : NO_IMAGE;
        long levels = Mem.getLong(image + LEVELS);
        if (Mem.getLong(image + CHECKSUM) != checksum(bytes(image), levels)) return TORN;
        if (bytes(image) != bytes) return OTHER_BYTES;
        long state = Mem.getLong(image + STATE);
        if (state == CLOSED) {
            if (sumOfControl(image) != Mem.getLong(image + SUM)) return TORN;
            Mem.putLong(image + STATE, OPEN);
            return CLEAN;
        }
        if (state != OPEN || !TlsfRecovery.recover(control(image), image, bytes)) return TORN;
        return RECOVERED;
    }

    /** {@link Tlsf#ruleAgainst} for any address. */
    public static int ruleAgainst(long image, long payload) {
        return Pools.ruleAgainst(Pools.first(control(image)), payload);
    }

    /** Puts an open image in order after another process that was in it has been killed; false if it is torn. */
    public static boolean recover(long image) {
        return TlsfRecovery.recover(control(image), image, bytes(image));
    }

    /** Closes an open image: to be opened without a look at its blocks. */
    public static void close(long image) {
        Mem.putLong(image + SUM, sumOfControl(image));
        Mem.storeFence();
        Mem.putLong(image + STATE, CLOSED);
    }

    /** What the image says its bytes are. */
    public static long bytes(long image) {
        return Mem.getLong(image + BYTES);
    }

    /** The handle of the allocator. */
    public static long control(long image) {
        return image + CONTROL;
    }

    /** What the program has last put here; 0 in a fresh image. */
    public static long mark(long image) {
        return Mem.getLong(image + MARK);
    }

    public static void setMark(long image, long mark) {
        Mem.putLong(image + MARK, mark);
    }

    /** A word for a lock of the program's making, 0 in a fresh image. */
    public static long lock(long image) {
        return image + LOCK;
    }
}
