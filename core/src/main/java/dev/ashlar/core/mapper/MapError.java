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

    private static final int ERROR_NOT_ENOUGH_MEMORY = 8;
    private static final int ERROR_INVALID_PARAMETER = 87;
    private static final int ERROR_INVALID_ADDRESS = 487;
    private static final int ERROR_NO_SYSTEM_RESOURCES = 1450;
    private static final int ERROR_COMMITMENT_LIMIT = 1455;

    /** What an error number of POSIX means. */
    static int ofPosix(int errno) {
        if (errno == 0) return NONE;
        if (errno == Os.ENOMEM()) return NO_MEMORY;
        return errno == Os.EINVAL() ? BAD_RANGE : REFUSED;
    }

    /** What an error number of Windows means. */
    static int ofWindows(int error) {
        return switch (error) {
            case 0 -> NONE;
            case ERROR_NOT_ENOUGH_MEMORY, ERROR_NO_SYSTEM_RESOURCES, ERROR_COMMITMENT_LIMIT -> NO_MEMORY;
            case ERROR_INVALID_PARAMETER, ERROR_INVALID_ADDRESS -> BAD_RANGE;
            default -> REFUSED;
        };
    }
}
