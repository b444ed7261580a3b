package dev.ashlar.core.mapper;

import dev.ashlar.platform.Os;

/** Why the system did not do what it was asked: one kind of error for all systems. */
public final class MapError {
    private MapError() {}

    /** All is well. */
    public static final int NONE = 0;

    /** No memory, no addresses, or a limit of the process on either. */
    public static final int NO_MEMORY = 1;

    /** The range or the alignment was wrong: our mistake. */
    public static final int BAD_RANGE = 2;

    /** Anything else: a sandbox, a policy. */
    public static final int REFUSED = 3;

    /** What the system's own error number means. */
    static int ofSystem(int errno) {
        if (errno == 0) return NONE;
        if (errno == Os.ENOMEM()) return NO_MEMORY;
        return errno == Os.EINVAL() ? BAD_RANGE : REFUSED;
    }
}
