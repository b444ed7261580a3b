package dev.ashlar.platform;

import org.teavm.interop.Import;
import org.teavm.interop.c.Include;

/** {@code Os}: libc's system calls. */
@Include(value = "ashlar_platform.h", isSystem = false)
public final class Os {
    private Os() {}

    @Import(name = "ashlar_page_size")
    public static native long pageSize();

    @Import(name = "ashlar_allocation_granularity")
    public static native long allocationGranularity();

    @Import(name = "ashlar_mmap")
    public static native long mmap(long address, long sizeBytes, int protection, int flags);

    @Import(name = "ashlar_munmap")
    public static native int munmap(long address, long sizeBytes);

    @Import(name = "ashlar_mremap")
    public static native long mremap(long address, long oldBytes, long newBytes);

    @Import(name = "ashlar_mremap_away")
    public static native long mremapAway(long address, long sizeBytes);

    @Import(name = "ashlar_mremap_to")
    public static native long mremapTo(long address, long sizeBytes, long target);

    @Import(name = "ashlar_sbrk")
    public static native long sbrk(long moreBytes);

    @Import(name = "ashlar_mprotect")
    public static native int mprotect(long address, long sizeBytes, int protection);

    @Import(name = "ashlar_madvise")
    public static native int madvise(long address, long sizeBytes, int advice);

    @Import(name = "ashlar_virtual_alloc")
    public static native long virtualAlloc(long address, long sizeBytes, int type, int protection);

    @Import(name = "ashlar_virtual_free")
    public static native int virtualFree(long address, long sizeBytes, int type);

    @Import(name = "ashlar_commit_when_read")
    public static native int commitWhenRead(long address, long sizeBytes);

    @Import(name = "ashlar_errno")
    public static native int errno();

    @Import(name = "ashlar_clock_millis")
    public static native long clockMillis();

    @Import(name = "ashlar_random")
    public static native long random();

    @Import(name = "ashlar_cache_line_bytes")
    public static native long cacheLineBytes();

    @Import(name = "ashlar_family")
    public static native int family();

    @Import(name = "ashlar_getrlimit")
    public static native long getrlimit(int resource);

    @Import(name = "ashlar_map_failed")
    public static native long MAP_FAILED();

    @Import(name = "ashlar_prot_read_write")
    public static native int PROT_READ_WRITE();

    @Import(name = "ashlar_map_private_anonymous")
    public static native int MAP_PRIVATE_ANONYMOUS();

    @Import(name = "ashlar_prot_read")
    public static native int PROT_READ();

    @Import(name = "ashlar_prot_none")
    public static native int PROT_NONE();

    @Import(name = "ashlar_map_noreserve")
    public static native int MAP_NORESERVE();

    @Import(name = "ashlar_map_fixed")
    public static native int MAP_FIXED();

    @Import(name = "ashlar_madv_dontneed")
    public static native int MADV_DONTNEED();

    @Import(name = "ashlar_madv_free")
    public static native int MADV_FREE();

    @Import(name = "ashlar_madv_hugepage")
    public static native int MADV_HUGEPAGE();

    @Import(name = "ashlar_enomem")
    public static native int ENOMEM();

    @Import(name = "ashlar_einval")
    public static native int EINVAL();

    @Import(name = "ashlar_rlimit_as")
    public static native int RLIMIT_AS();

    @Import(name = "ashlar_rlimit_data")
    public static native int RLIMIT_DATA();
}
