package dev.ashlar.platform;

/** {@code Root}: the first memory of the machine. */
public final class Root {
    private Root() {}

    public static long address() {
        return Memory.ROOT;
    }

    public static long bytes() {
        return Memory.ROOT_BYTES;
    }
}
