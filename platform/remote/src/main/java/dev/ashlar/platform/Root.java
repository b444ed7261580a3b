package dev.ashlar.platform;

/** {@code Root} of another process. */
public final class Root {
    private Root() {}

    public static long address() {
        return Remote.call("root_address");
    }

    public static long bytes() {
        return Remote.call("root_bytes");
    }
}
