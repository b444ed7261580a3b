package dev.ashlar.platform;

import org.teavm.interop.Import;
import org.teavm.interop.c.Include;

/** {@code Os}: libc's system calls. */
@Include(value = "ashlar_platform.h", isSystem = false)
public final class Os {
    private Os() {}

    @Import(name = "ashlar_page_size")
    public static native long pageSize();

    @Import(name = "ashlar_mmap")
    public static native long mmap(long address, long sizeBytes, int protection, int flags);

    @Import(name = "ashlar_munmap")
    public static native int munmap(long address, long sizeBytes);

    @Import(name = "ashlar_mremap")
    public static native long mremap(long address, long oldBytes, long newBytes);

    @Import(name = "ashlar_getrlimit")
    public static native long getrlimit(int resource);

    @Import(name = "ashlar_map_failed")
    public static native long MAP_FAILED();

    @Import(name = "ashlar_prot_read_write")
    public static native int PROT_READ_WRITE();

    @Import(name = "ashlar_map_private_anonymous")
    public static native int MAP_PRIVATE_ANONYMOUS();

    @Import(name = "ashlar_rlimit_as")
    public static native int RLIMIT_AS();

    @Import(name = "ashlar_rlimit_data")
    public static native int RLIMIT_DATA();
}
