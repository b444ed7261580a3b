package dev.ashlar.core.segment;

/** What memory is filled with when {@link SegmentRoot#SCRIBBLE} is on, so that who relies on its contents notices. */
public final class Scribble {
    private Scribble() {}

    /** Fresh memory. */
    public static final int FRESH = 0xA5;

    /** Freed memory. */
    public static final int FREED = 0x5A;
}
