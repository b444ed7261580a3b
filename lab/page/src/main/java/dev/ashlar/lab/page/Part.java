package dev.ashlar.lab.page;

/**
 * A piece of a heap: {@code bytes} from {@code address} on, its payload the last of them.
 *
 * @param bin which list it is in, or which size it has: each heap has its own
 * @param next the payload that its link leads to, 0 at the end of a list; {@link #NO_LINK} where there is no link
 * @param previous likewise, backwards
 */
record Part(
        State state,
        long address,
        long bytes,
        long payloadBytes,
        long bin,
        int arena,
        boolean isPrevFree,
        long next,
        long previous) {
    static final long NO_LINK = -1;

    /** What can be said of a piece. */
    enum State {
        LIVE,
        FREE,
        FAST,
        MAPPED,
        FENCE,
        HANDED_OUT,
        SPARE;

        /** As the page has it. */
        String word() {
            return this == HANDED_OUT ? "handed-out" : name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** A piece that is in no list. */
    static Part of(State state, long address, long bytes, long payloadBytes, long bin) {
        return new Part(state, address, bytes, payloadBytes, bin, 0, false, NO_LINK, NO_LINK);
    }

    long payload() {
        return address + bytes - payloadBytes;
    }

    long end() {
        return address + bytes;
    }

    boolean isFree() {
        return state == State.FREE || state == State.FAST;
    }

    boolean isLive() {
        return state == State.LIVE || state == State.MAPPED;
    }
}
