package dev.ashlar;

/** Memory or a file that should hold a pool does not, or not a whole one; it says what was found. Nothing was changed. */
public final class PoolDamagedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    PoolDamagedException(String message) {
        super(message);
    }
}
