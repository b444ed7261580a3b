package dev.ashlar.platform;

/** {@code Os} of the simulated machine. */
public final class Os {
    private Os() {}

    public static long pageSize() {
        Sim.call();
        return Sim.pageBytes();
    }

    public static long mmap(long address, long sizeBytes, int protection, int flags) {
        return Sim.call() ? MAP_FAILED() : Sim.map(sizeBytes);
    }

    public static int munmap(long address, long sizeBytes) {
        return !Sim.call() && Sim.unmap(address, sizeBytes) ? 0 : -1;
    }

    public static long mremap(long address, long oldBytes, long newBytes) {
        return Sim.call() ? MAP_FAILED() : Sim.remap(address, oldBytes, newBytes);
    }

    public static long getrlimit(int resource) {
        if (Sim.call()) return Long.MAX_VALUE;
        return resource == RLIMIT_AS() ? Sim.addressSpaceLimit() : Long.MAX_VALUE;
    }

    public static long MAP_FAILED() {
        return -1;
    }

    public static int PROT_READ_WRITE() {
        return 3;
    }

    public static int MAP_PRIVATE_ANONYMOUS() {
        return 0x22;
    }

    public static int RLIMIT_AS() {
        return 9;
    }

    public static int RLIMIT_DATA() {
        return 2;
    }
}
