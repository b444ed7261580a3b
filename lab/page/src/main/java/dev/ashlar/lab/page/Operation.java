package dev.ashlar.lab.page;

/**
 * A line of a trace.
 *
 * @param kind {@code 'a'} allocates, {@code 'r'} reallocates, {@code 'f'} frees
 * @param id the block's, from 0, or {@link #NO_ID}
 * @param sizeBytes of {@code 'a'} and {@code 'r'}
 * @param thread who does it, from 0
 */
record Operation(char kind, int id, long sizeBytes, int thread) {
    /** In a free of NULL. */
    static final int NO_ID = -1;

    @Override
    public String toString() {
        String line = kind + " " + id + (kind == 'f' ? "" : " " + sizeBytes);
        return thread == 0 ? line : line + " @" + thread;
    }
}
