package dev.ashlar.platform;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/**
 * The machine that the other classes of this package pretend to be. Tests hold its controls.
 *
 * <p>Memory is a map of regions with unmapped space between them. Every access is checked: outside a region, across a
 * region's end, or of a byte that nobody has written since the system mapped it, it throws, naming the address.
 * System calls are counted, and the n-th can be told to fail. One thread at a time.
 */
public final class Sim {
    private Sim() {}

    /** Space left unmapped after every region, so that an overrun is seen. */
    private static final long GAP_BYTES = 1 << 20;

    private static final long FIRST_ADDRESS = 0x1000_0000_0000L;
    private static final long ROOT_BYTES = 32 << 10;

    private static final class Region {
        final long address;
        final byte[] bytes;
        final BitSet set = new BitSet();

        final ByteBuffer buffer;

        Region(long address, long sizeBytes) {
            this.address = address;
            this.bytes = new byte[Math.toIntExact(sizeBytes)];
            this.buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        }

        long end() {
            return address + bytes.length;
        }
    }

    /** What a test learns when the code under test touches what it may not. */
    public static final class Fault extends RuntimeException {
        private static final long serialVersionUID = 1;

        Fault(String message) {
            super(message);
        }
    }

    private static final TreeMap<Long, Region> REGIONS = new TreeMap<>();
    private static Region last;
    private static long next;
    private static long pageBytes;
    private static long root;
    private static long rootBytes;
    private static long calls;
    private static long failingCall;
    private static long limitAddressSpace;
    private static long watched;
    private static long watchHits;
    private static long threadId;
    private static StringBuilder console;

    static {
        reset(4096);
    }

    /** Starts over: an empty machine with OS pages of {@code newPageBytes}, and a zeroed root area. */
    public static void reset(long newPageBytes) {
        REGIONS.clear();
        last = null;
        next = FIRST_ADDRESS;
        pageBytes = newPageBytes;
        calls = 0;
        failingCall = 0;
        limitAddressSpace = Long.MAX_VALUE;
        watched = 0;
        watchHits = 0;
        threadId = 16;
        console = new StringBuilder();
        rootBytes = ROOT_BYTES;
        root = map(ROOT_BYTES);
        markSet(root, ROOT_BYTES);
    }

    /** Makes the {@code n}-th system call from now on fail, once; 0 lets all succeed. */
    public static void failCall(long n) {
        failingCall = n == 0 ? 0 : calls + n;
    }

    /** Whether the call that {@link #failCall} named has been reached. */
    public static boolean failed() {
        return failingCall != 0 && calls >= failingCall;
    }

    /** System calls since {@link #reset}. */
    public static long calls() {
        return calls;
    }

    /** Bytes mapped now, the root area included. */
    public static long mappedBytes() {
        return REGIONS.values().stream()
                .mapToLong(region -> region.bytes.length)
                .sum();
    }

    /** Whether the byte at {@code address} is mapped. */
    public static boolean isMapped(long address) {
        return regionOf(address) != null;
    }

    /** What {@code getrlimit(RLIMIT_AS)} answers from now on. */
    public static void limitAddressSpace(long bytes) {
        limitAddressSpace = bytes;
    }

    /** Counts the stores to the 8 bytes at {@code address} from now on. */
    public static void watch(long address) {
        watched = address;
        watchHits = 0;
    }

    /** Stores to the watched bytes so far. */
    public static long watchHits() {
        return watchHits;
    }

    /** Which thread the code under test believes to be. */
    public static void runAs(long newThreadId) {
        threadId = newThreadId;
    }

    /** What was written to the console since {@link #reset}. */
    public static String console() {
        return console.toString();
    }

    /** Makes the root area pretend to be of another size, until {@link #reset}. */
    public static void claimRootBytes(long bytes) {
        rootBytes = bytes;
    }

    /** Overwrites memory as a test, past the bookkeeping of unset bytes. */
    public static void corrupt(long address, long value) {
        Region region = require(address, Long.BYTES, "corrupt");
        region.buffer.putLong(offset(region, address), value);
    }

    static long root() {
        return root;
    }

    static long rootBytes() {
        return rootBytes;
    }

    static long pageBytes() {
        return pageBytes;
    }

    static long threadId() {
        return threadId;
    }

    static long addressSpaceLimit() {
        return limitAddressSpace;
    }

    /** Counts one system call; whether it must fail. */
    static boolean call() {
        return ++calls == failingCall;
    }

    static long map(long sizeBytes) {
        long roundedBytes = Math.ceilDiv(sizeBytes, pageBytes) * pageBytes;
        if (roundedBytes <= 0 || roundedBytes > limitAddressSpace || roundedBytes > 1 << 30) return -1;
        Region region = new Region(next, roundedBytes);
        next = Math.ceilDiv(next + roundedBytes + GAP_BYTES, pageBytes) * pageBytes;
        REGIONS.put(region.address, region);
        return region.address;
    }

    /** Unmaps whole pages, at a region's start, end, middle or all of it; whether the range was mapped. */
    static boolean unmap(long address, long sizeBytes) {
        long end = address + Math.ceilDiv(sizeBytes, pageBytes) * pageBytes;
        Region region = regionOf(address);
        if (region == null || address % pageBytes != 0 || end > region.end()) return false;
        REGIONS.remove(region.address);
        last = null;
        keep(region, region.address, address);
        keep(region, end, region.end());
        return true;
    }

    private static void keep(Region from, long address, long end) {
        if (address == end) return;
        Region part = new Region(address, end - address);
        int skipped = offset(from, address);
        System.arraycopy(from.bytes, skipped, part.bytes, 0, part.bytes.length);
        part.set.or(from.set.get(skipped, skipped + part.bytes.length));
        REGIONS.put(address, part);
    }

    /** Moves a region to fresh addresses, always, so that nobody gets used to growing in place. */
    static long remap(long address, long oldBytes, long newBytes) {
        Region region = regionOf(address);
        if (region == null || region.address != address || region.bytes.length != oldBytes) return -1;
        long moved = map(newBytes);
        if (moved == -1) return -1;
        Region target = REGIONS.get(moved);
        int kept = (int) Math.min(oldBytes, newBytes);
        System.arraycopy(region.bytes, 0, target.bytes, 0, kept);
        target.set.or(region.set.get(0, kept));
        REGIONS.remove(address);
        last = null;
        return moved;
    }

    static long load(long address, int sizeBytes) {
        Region region = require(address, sizeBytes, "load");
        int at = offset(region, address);
        int firstUnset = region.set.nextClearBit(at);
        if (firstUnset < at + sizeBytes)
            throw new Fault("load of unset memory at 0x%x".formatted(region.address + firstUnset));
        return switch (sizeBytes) {
            case 1 -> region.bytes[at];
            case 4 -> region.buffer.getInt(at);
            default -> region.buffer.getLong(at);
        };
    }

    static void store(long address, int sizeBytes, long value) {
        Region region = require(address, sizeBytes, "store");
        int at = offset(region, address);
        if (address < watched + Long.BYTES && watched < address + sizeBytes) watchHits++;
        region.set.set(at, at + sizeBytes);
        switch (sizeBytes) {
            case 1 -> region.bytes[at] = (byte) value;
            case 4 -> region.buffer.putInt(at, (int) value);
            default -> region.buffer.putLong(at, value);
        }
    }

    /** Copies bytes and whether they are set: copying memory that nobody wrote is no fault, using it is. */
    static void copy(long from, long to, long sizeBytes) {
        if (sizeBytes == 0) return;
        Region source = require(from, sizeBytes, "copy from");
        Region target = require(to, sizeBytes, "copy to");
        int first = offset(source, from);
        int at = offset(target, to);
        int count = (int) sizeBytes;
        BitSet bits = source.set.get(first, first + count);
        System.arraycopy(source.bytes, first, target.bytes, at, count);
        target.set.clear(at, at + count);
        bits.stream().forEach(bit -> target.set.set(at + bit));
    }

    static void fill(long address, long sizeBytes, byte value) {
        if (sizeBytes == 0) return;
        Region region = require(address, sizeBytes, "fill");
        int at = offset(region, address);
        Arrays.fill(region.bytes, at, at + (int) sizeBytes, value);
        region.set.set(at, at + (int) sizeBytes);
    }

    static void requireZero(long address, long sizeBytes) {
        if (sizeBytes == 0) return;
        Region region = require(address, sizeBytes, "expect zeroes");
        int at = offset(region, address);
        for (int i = at; i < at + sizeBytes; i++) {
            if (region.bytes[i] != 0) throw new Fault("not zero at 0x%x".formatted(region.address + i));
        }
        markSet(address, sizeBytes);
    }

    static void print(long address, long sizeBytes) {
        for (long i = 0; i < sizeBytes; i++) console.append((char) load(address + i, 1));
    }

    private static void markSet(long address, long sizeBytes) {
        Region region = require(address, sizeBytes, "mark");
        int at = offset(region, address);
        region.set.set(at, at + (int) sizeBytes);
    }

    private static int offset(Region region, long address) {
        return (int) (address - region.address);
    }

    private static Region require(long address, long sizeBytes, String what) {
        Region region = regionOf(address);
        if (region == null) throw new Fault("%s of %d bytes at unmapped 0x%x".formatted(what, sizeBytes, address));
        if (sizeBytes < 0 || sizeBytes > region.end() - address)
            throw new Fault("%s of %d bytes at 0x%x runs past the end of the mapping, 0x%x"
                    .formatted(what, sizeBytes, address, region.end()));
        return region;
    }

    private static Region regionOf(long address) {
        Region recent = last;
        if (recent != null && address >= recent.address && address < recent.end()) return recent;
        Map.Entry<Long, Region> entry = REGIONS.floorEntry(address);
        if (entry == null || address >= entry.getValue().end()) return null;
        last = entry.getValue();
        return last;
    }
}
