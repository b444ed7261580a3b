package dev.ashlar.platform;

/**
 * The raw system calls under POSIX's own names, with POSIX's own constants as methods (a {@code static final} would be
 * copied into the core by javac, whatever the platform says). Nothing is decided here: see the core's mapper package.
 * Each call may clobber {@code errno}.
 */
public final class Os {
    private Os() {}

    /** {@code sysconf(_SC_PAGESIZE)}: bytes in an OS page, a power of two of at least 4096. */
    public static native long pageSize();

    /**
     * {@code mmap(address, sizeBytes, protection, flags, -1, 0)}.
     *
     * @param sizeBytes more than 0; rounded up to whole OS pages by the system
     * @return the first address, a multiple of the page size, of memory that reads as zero; {@link #MAP_FAILED()} when
     *     there is none
     */
    public static native long mmap(long address, long sizeBytes, int protection, int flags);

    /** {@code munmap}: 0, or -1 when it failed, and then the range is still mapped. */
    public static native int munmap(long address, long sizeBytes);

    /**
     * {@code mremap(address, oldBytes, newBytes, MREMAP_MAYMOVE)}: the address, perhaps another, of the same bytes,
     * followed by zeroes where it grew; {@link #MAP_FAILED()} when it failed or the system has no such call, and then
     * the old mapping is unchanged.
     */
    public static native long mremap(long address, long oldBytes, long newBytes);

    /** {@code getrlimit}: the soft limit in bytes; {@link Long#MAX_VALUE} when there is none or it can't be asked. */
    public static native long getrlimit(int resource);

    /** What {@link #mmap} returns on failure. */
    public static native long MAP_FAILED();

    /** {@code PROT_READ | PROT_WRITE}, as {@link #mmap} takes it. */
    public static native int PROT_READ_WRITE();

    /** {@code MAP_PRIVATE | MAP_ANONYMOUS}. */
    public static native int MAP_PRIVATE_ANONYMOUS();

    /** The limit on the address space. */
    public static native int RLIMIT_AS();

    /** The limit on private writable memory. */
    public static native int RLIMIT_DATA();
}
