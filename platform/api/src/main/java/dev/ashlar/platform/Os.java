package dev.ashlar.platform;

/**
 * The raw system calls under the names that POSIX and Windows have for them; POSIX's constants, which differ between systems,
 * as methods (a {@code static final} would be copied into the core by javac, whatever the platform says). Nothing is decided
 * here: see the core's mapper package. A call that the system does not have fails. Each may clobber {@code errno}.
 */
public final class Os {
    private Os() {}

    /** {@code sysconf(_SC_PAGESIZE)}, {@code dwPageSize}: bytes in an OS page, a power of two of at least 4096. */
    public static native long pageSize();

    /** {@code dwAllocationGranularity}: ranges of addresses begin at multiples of this, a power of two; an OS page on POSIX. */
    public static native long allocationGranularity();

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

    /**
     * {@code mremap(address, sizeBytes, sizeBytes, MREMAP_MAYMOVE | MREMAP_DONTUNMAP)}: the bytes move to an address that the
     * system chooses; the old range stays mapped and reads as zero. That address; {@link #MAP_FAILED()} when it failed (the
     * range has parts that were mapped, or moved, apart) or the system has no such call (Linux before 5.7), and then nothing
     * has changed.
     */
    public static native long mremapAway(long address, long sizeBytes);

    /**
     * {@code mremap(address, sizeBytes, sizeBytes, MREMAP_MAYMOVE | MREMAP_FIXED, target)}: a mapping moves to {@code target},
     * whose mappings it replaces. {@code target}; {@link #MAP_FAILED()} when it failed or the system has no such call, and then
     * the range is unchanged. What was at {@code target} is gone if the range was not one mapping: Linux before 6.17 looks only
     * after it has made room.
     */
    public static native long mremapTo(long address, long sizeBytes, long target);

    /**
     * {@code sbrk(moreBytes)}: moves the program break, which is the whole process's. Where it was; {@link #MAP_FAILED()} when it
     * failed or the system has no such call, and then it has not moved.
     */
    public static native long sbrk(long moreBytes);

    /** {@code mprotect}: 0, or -1 when it failed. */
    public static native int mprotect(long address, long sizeBytes, int protection);

    /** {@code madvise}: 0, or -1 when it failed or the system does not know the advice. */
    public static native int madvise(long address, long sizeBytes, int advice);

    /**
     * {@code VirtualAlloc(address, sizeBytes, type, protection)}: the first address; 0 when it failed, and then nothing has
     * changed.
     */
    public static native long virtualAlloc(long address, long sizeBytes, int type, int protection);

    /** {@code VirtualFree(address, sizeBytes, type)}: 0 when it failed. */
    public static native int virtualFree(long address, long sizeBytes, int type);

    /**
     * Has the OS pages of a range that is reserved with {@link #virtualAlloc} committed when somebody first reads them, so that
     * all of it reads as zero; who writes there without having committed it dies. 0; -1 where nobody can be asked to see to it.
     * At most one range.
     */
    public static native int commitWhenRead(long address, long sizeBytes);

    /** The error number of the last of these calls that failed in this thread: {@code errno}, {@code GetLastError()}. */
    public static native int errno();

    /** Milliseconds of a clock that never goes back; as coarse as some milliseconds. */
    public static native long clockMillis();

    /** 64 bits that nobody can guess. Where the system has none to give, of the clock and of where things lie. */
    public static native long random();

    /** Bytes of a line of the data cache; 0 if the system does not say. */
    public static native long cacheLineBytes();

    /** Which kind of system this is: 1 for Linux, 2 for macOS, 3 for Windows. */
    public static native int family();

    /** {@code getrlimit}: the soft limit in bytes; {@link Long#MAX_VALUE} when there is none or it can't be asked. */
    public static native long getrlimit(int resource);

    /** What {@link #mmap} returns on failure. */
    public static native long MAP_FAILED();

    /** {@code PROT_READ | PROT_WRITE}, as {@link #mmap} takes it. */
    public static native int PROT_READ_WRITE();

    /** {@code MAP_PRIVATE | MAP_ANONYMOUS}. */
    public static native int MAP_PRIVATE_ANONYMOUS();

    /** {@code PROT_READ}. */
    public static native int PROT_READ();

    /** {@code PROT_NONE}. */
    public static native int PROT_NONE();

    /** {@code MAP_NORESERVE}: do not count the mapping as memory in use. */
    public static native int MAP_NORESERVE();

    /** {@code MAP_FIXED}: replace what is mapped there. */
    public static native int MAP_FIXED();

    /** {@code MADV_DONTNEED}: on Linux the pages are gone at once and read as zero afterwards. */
    public static native int MADV_DONTNEED();

    /** {@code MADV_FREE}: the pages may be taken at any time, until they are written again. */
    public static native int MADV_FREE();

    /** {@code MADV_HUGEPAGE}; 0 where there is none. */
    public static native int MADV_HUGEPAGE();

    public static native int ENOMEM();

    public static native int EINVAL();

    /** The limit on the address space. */
    public static native int RLIMIT_AS();

    /** The limit on private writable memory. */
    public static native int RLIMIT_DATA();
}
