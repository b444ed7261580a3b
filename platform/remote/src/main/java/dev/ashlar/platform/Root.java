package dev.ashlar.platform;

/** {@code Root} in another process. */
public final class Root {
    private Root() {}

    private static final long BYTES = 32 << 10;
    private static final int MEM_COMMIT_RESERVE = 0x3000;
    private static final int PAGE_READWRITE = 4;
    private static long root;

    public static synchronized long address() {
        if (root == 0) root = Os.virtualAlloc(0, BYTES, MEM_COMMIT_RESERVE, PAGE_READWRITE);
        return root;
    }

    public static long bytes() {
        return BYTES;
    }
}
