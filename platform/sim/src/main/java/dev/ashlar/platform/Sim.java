package dev.ashlar.platform;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongPredicate;

/**
 * The machine that the other classes of this package pretend to be. Tests hold its controls.
 *
 * <p>Memory is a map of regions with unmapped space between them. Every access is checked: outside a region, across a
 * region's end, or of a byte that nobody has written since the system mapped it, it throws, naming the address.
 * System calls are counted, and the n-th can be told to fail. One thread at a time; where another may come in between is
 * for {@link Turns} to say.
 */
public final class Sim {
    private Sim() {}

    /** Space left unmapped after every region, so that an overrun is seen. */
    private static final long GAP_BYTES = 1 << 20;

    private static final long FIRST_ADDRESS = 0x1000_0000_0000L;
    /** Where the program break begins: below all mappings, as on Linux. */
    private static final long FIRST_BREAK = 0x0555_5550_0000L;

    private static final long ROOT_BYTES = 32 << 10;

    private static final int READ = 1;
    private static final int READ_WRITE = 3;

    /** The most that one mapping may have, and all of them together: more than any test needs, less than a real machine. */
    private static final long MOST_BYTES = 1L << 44;

    private static final int LOG_CHUNK_BYTES = 12;
    private static final int CHUNK_BYTES = 1 << LOG_CHUNK_BYTES;

    /** A mapping; its bytes exist, and are remembered to be set, in chunks that have been written. */
    private record Region(long address, long sizeBytes, int protection) {
        long end() {
            return address + sizeBytes;
        }
    }

    /** Bytes at addresses that share all but their lowest bits, and which of them somebody has written. */
    private static final class Chunk {
        final byte[] bytes = new byte[CHUNK_BYTES];
        final ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        final BitSet set = new BitSet(CHUNK_BYTES);

        Chunk(boolean isKnownZero) {
            if (isKnownZero) set.set(0, CHUNK_BYTES);
        }
    }

    private static final Map<Long, Chunk> CHUNKS = new HashMap<>();

    /** Ranges of which {@link #requireZero} has been promised that they read as zero; by first address, to the end. */
    private static final TreeMap<Long, Long> ZEROED = new TreeMap<>();

    /** Chunks that were reset: nobody can say what they hold. */
    private static final Set<Long> RESET = new HashSet<>();

    /** What a test learns when the code under test touches what it may not. */
    public static final class Fault extends RuntimeException {
        private static final long serialVersionUID = 1;

        public Fault(String message) {
            super(message);
        }
    }

    /** Whose turn it is among several simulated threads; see {@link #takeTurns}. */
    public interface Turns {
        /** Before each atomic operation and each system call: here another thread may go on. */
        void mayPass();

        /** The running thread waits for another, which therefore must go on. */
        void mustPass();
    }

    /** The one thread there is. */
    private static final Turns ALONE = new Turns() {
        @Override
        public void mayPass() {
            // to whom?
        }

        @Override
        public void mustPass() {
            throw new Fault("the only thread spins: nobody can end its wait");
        }
    };

    private static final TreeMap<Long, Region> REGIONS = new TreeMap<>();
    private static Region last;
    private static long next;
    private static long brk;
    private static long pageBytes;
    private static long root;
    private static long rootBytes;
    private static long calls;
    private static long failingCall;
    private static long countFailing;
    private static Turns turns = ALONE;
    private static LongPredicate refused = _ -> false;
    private static long limitAddressSpace;
    private static long watched;
    private static long watchHits;
    private static long threadId;
    private static long clockMillis;
    private static long storesLeft;
    private static StringBuilder console;

    /** What each simulated thread remembers as its heap. */
    private static final Map<Long, Long> HEAPS = new HashMap<>();

    static {
        reset(4096);
    }

    /** Starts over: an empty machine under Linux with OS pages of {@code newPageBytes}, and a zeroed root area. */
    public static void reset(long newPageBytes) {
        reset(newPageBytes, false);
    }

    /** Starts over: an empty machine under Windows, and a zeroed root area. */
    public static void resetToWindows() {
        reset(Windows.PAGE_BYTES, true);
    }

    private static void reset(long newPageBytes, boolean toWindows) {
        REGIONS.clear();
        CHUNKS.clear();
        RESET.clear();
        Windows.reset(toWindows);
        ZEROED.clear();
        HEAPS.clear();
        last = null;
        clockMillis = 0;
        next = FIRST_ADDRESS;
        brk = FIRST_BREAK;
        pageBytes = newPageBytes;
        calls = 0;
        failCalls(0, 0);
        turns = ALONE;
        refused = _ -> false;
        limitAddressSpace = Long.MAX_VALUE;
        watched = 0;
        watchHits = 0;
        threadId = 16;
        console = new StringBuilder();
        rootBytes = ROOT_BYTES;
        root = map(0, ROOT_BYTES, READ_WRITE);
        requireZero(root, ROOT_BYTES);
    }

    /** Makes the {@code n}-th system call from now on fail, once; 0 lets all succeed. */
    public static void failCall(long n) {
        failCalls(n, 1);
    }

    /** Makes {@code count} system calls fail, from the {@code n}-th from now on; for {@code n} 0 all succeed. */
    public static void failCalls(long n, long count) {
        failingCall = n == 0 ? 0 : calls + n;
        countFailing = count;
    }

    /** Has {@code newTurns} asked, until {@link #reset}, which thread shall go on. */
    public static void takeTurns(Turns newTurns) {
        turns = newTurns;
    }

    static void mayPass() {
        turns.mayPass();
    }

    static void mustPass() {
        turns.mustPass();
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
        return REGIONS.values().stream().mapToLong(Region::sizeBytes).sum();
    }

    /** Whether the byte at {@code address} is mapped. */
    public static boolean isMapped(long address) {
        return regionOf(address) != null;
    }

    /** What {@code getrlimit(RLIMIT_AS)} answers from now on. */
    public static void limitAddressSpace(long bytes) {
        limitAddressSpace = bytes;
    }

    /** Lets mappings of such sizes fail from now on. */
    public static void refuseMappings(LongPredicate ofBytes) {
        refused = ofBytes;
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

    /** Which thread that is. */
    public static long currentThread() {
        return threadId;
    }

    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** Runs {@code work} until it has made its {@code n}-th store, and then no further; whether it got so far. */
    public static boolean stopsAtStore(long n, Runnable work) {
        storesLeft = n;
        try {
            work.run();
            return false;
        } catch (Stopped stopped) {
            return true;
        } finally {
            storesLeft = 0;
        }
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
        require(address, Long.BYTES, "corrupt");
        for (int i = 0; i < Long.BYTES; i++) chunkOf(address + i).bytes[offset(address + i)] = (byte) (value >>> 8 * i);
    }

    /** Moves the clock on. */
    public static void passMillis(long millis) {
        clockMillis += millis;
    }

    static long clockMillis() {
        return clockMillis;
    }

    static long threadHeap() {
        return HEAPS.getOrDefault(threadId, 0L);
    }

    static void setThreadHeap(long heap) {
        HEAPS.put(threadId, heap);
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
        mayPass();
        calls++;
        return failed() && calls < failingCall + countFailing;
    }

    /** The bytes of the range are anything from now on, and cost no memory. */
    static void resetBytes(long address, long end) {
        Set<Long> gone = new HashSet<>(RESET);
        gone.addAll(CHUNKS.keySet());
        gone.removeIf(index -> index << LOG_CHUNK_BYTES < address || index << LOG_CHUNK_BYTES >= end);
        forget(address, end);
        RESET.addAll(gone);
    }

    /** Whether all of the range may be written. */
    static boolean isWritable(long address, long end) {
        for (long at = address; at < end; at = regionOf(at).end()) {
            if (regionOf(at) == null || regionOf(at).protection != READ_WRITE) return false;
        }
        return true;
    }

    /** Lets the next mapping begin at a multiple of {@code bytes}. */
    static void alignNext(long bytes) {
        next = Math.ceilDiv(next, bytes) * bytes;
    }

    /** Maps fresh memory at {@code hint} if that is neither 0 nor taken, else behind all that there is. */
    static long map(long hint, long sizeBytes, int protection) {
        long roundedBytes = roundUp(sizeBytes);
        if (refused.test(sizeBytes)) return -1;
        if (roundedBytes <= 0 || roundedBytes > MOST_BYTES || roundedBytes > limitAddressSpace - mappedBytes())
            return -1;
        boolean isFree = hint != 0 && hint % pageBytes == 0 && isFree(hint, hint + roundedBytes);
        Region region = new Region(isFree ? hint : next, roundedBytes, protection);
        next = Math.max(next, roundUp(region.end() + GAP_BYTES));
        REGIONS.put(region.address, region);
        return region.address;
    }

    /** Moves the program break, mapping or unmapping whole pages; where it was, or -1. */
    static long moveBreak(long moreBytes) {
        long old = brk;
        long mapped = roundUp(old);
        long wanted = roundUp(old + moreBytes);
        if (old + moreBytes < FIRST_BREAK || moreBytes > MOST_BYTES || wanted > FIRST_ADDRESS) return -1;
        if (wanted - mapped > limitAddressSpace - mappedBytes()) return -1;
        if (wanted > mapped) REGIONS.put(mapped, new Region(mapped, wanted - mapped, READ_WRITE));
        if (wanted < mapped) carve(wanted, mapped);
        brk = old + moreBytes;
        return old;
    }

    static boolean isFree(long address, long end) {
        Map.Entry<Long, Region> before = REGIONS.lowerEntry(end);
        return before == null || before.getValue().end() <= address;
    }

    /** Maps fresh memory at {@code address}, which must lie within a mapping or beside one: it replaces what is there. */
    static long mapAt(long address, long sizeBytes, int protection) {
        long roundedBytes = roundUp(sizeBytes);
        if (address % pageBytes != 0 || roundedBytes <= 0 || address + roundedBytes > next) return -1;
        carve(address, address + roundedBytes);
        REGIONS.put(address, new Region(address, roundedBytes, protection));
        return address;
    }

    static long roundUp(long bytes) {
        return Math.ceilDiv(bytes, pageBytes) * pageBytes;
    }

    /** Unmaps whole pages, at a region's start, end, middle or all of it; whether the range was mapped. */
    static boolean unmap(long address, long sizeBytes) {
        long end = address + roundUp(sizeBytes);
        if (address % pageBytes != 0 || !isWithinMappings(address, end)) return false;
        carve(address, end);
        return true;
    }

    /** Removes the range from the mappings that it meets, and forgets its bytes. */
    static void carve(long address, long end) {
        split(address);
        split(end);
        REGIONS.subMap(address, end).clear();
        last = null;
        forget(address, end);
    }

    /** Makes two regions of the one that {@code address} is inside of. */
    private static void split(long address) {
        var entry = REGIONS.lowerEntry(address);
        if (entry == null || entry.getValue().end() <= address) return;
        Region region = entry.getValue();
        REGIONS.put(region.address, new Region(region.address, address - region.address, region.protection));
        REGIONS.put(address, new Region(address, region.end() - address, region.protection));
        last = null;
    }

    /** The bytes of the range are as fresh from the system: zero, and not to be read before they are written. */
    static void forget(long address, long end) {
        long first = address >> LOG_CHUNK_BYTES;
        long count = (end >> LOG_CHUNK_BYTES) - first;
        if (count < CHUNKS.size()) {
            for (long i = first; i < first + count; i++) CHUNKS.remove(i);
        } else {
            CHUNKS.keySet().removeIf(index -> index >= first && index < first + count);
        }
        RESET.removeIf(index -> index >= first && index < first + count);
        var zeroed = ZEROED.lowerEntry(end);
        while (zeroed != null && zeroed.getValue() > address) {
            long from = zeroed.getKey();
            long to = zeroed.getValue();
            ZEROED.remove(from);
            if (from < address) ZEROED.put(from, address);
            if (end < to) ZEROED.put(end, to);
            zeroed = from < address ? null : ZEROED.lowerEntry(from);
        }
    }

    private static boolean isWithinMappings(long address, long end) {
        while (address < end) {
            Region region = regionOf(address);
            if (region == null) return false;
            address = region.end();
        }
        return true;
    }

    /** Moves a region to fresh addresses, always, so that nobody gets used to growing in place. */
    static long remap(long address, long oldBytes, long newBytes) {
        long end = address + roundUp(oldBytes);
        if (address % pageBytes != 0 || !isWithinMappings(address, end)) return -1;
        long moved = map(0, newBytes, READ_WRITE);
        if (moved == -1) return -1;
        copyBytes(address, moved, Math.min(roundUp(oldBytes), roundUp(newBytes)));
        carve(address, end);
        return moved;
    }

    /** Moves the bytes of one region, or a part of it, to fresh addresses; the old range stays mapped, as fresh. */
    static long remapAway(long address, long sizeBytes) {
        long bytes = roundUp(sizeBytes);
        if (address % pageBytes != 0 || !isWithinOneRegion(address, address + bytes)) return -1;
        long moved = map(0, bytes, READ_WRITE);
        if (moved == -1) return -1;
        copyBytes(address, moved, bytes);
        forget(address, address + bytes);
        return moved;
    }

    /** Moves one region, or a part of it, to {@code target}. As Linux does, it makes room there before it looks here. */
    static long remapTo(long address, long sizeBytes, long target) {
        long end = address + roundUp(sizeBytes);
        boolean isApart = target + (end - address) <= address || end <= target;
        if (address % pageBytes != 0 || target % pageBytes != 0 || !isApart) return -1;
        carve(target, target + (end - address));
        if (!isWithinOneRegion(address, end)) return -1;
        REGIONS.put(target, new Region(target, end - address, regionOf(address).protection));
        copyBytes(address, target, end - address);
        carve(address, end);
        return target;
    }

    private static boolean isWithinOneRegion(long address, long end) {
        Region region = regionOf(address);
        return region != null && end <= region.end();
    }

    static boolean protect(long address, long sizeBytes, int protection) {
        long end = address + roundUp(sizeBytes);
        if (address % pageBytes != 0 || !isWithinMappings(address, end)) return false;
        split(address);
        split(end);
        REGIONS.subMap(address, end)
                .replaceAll((_, region) -> new Region(region.address, region.sizeBytes, protection));
        last = null;
        return true;
    }

    static boolean advise(long address, long sizeBytes, boolean isUnneeded) {
        long end = address + roundUp(sizeBytes);
        if (address % pageBytes != 0 || !isWithinMappings(address, end)) return false;
        if (isUnneeded) forget(address, end);
        return true;
    }

    /** Bytes that somebody has written since they were mapped or decommitted, in whole chunks: what would be resident. */
    public static long residentBytes() {
        return (long) CHUNKS.size() << LOG_CHUNK_BYTES;
    }

    static long load(long address, int sizeBytes) {
        require(address, sizeBytes, "load");
        Chunk chunk = chunkOf(address);
        int at = offset(address);
        if (at + sizeBytes <= CHUNK_BYTES) {
            int firstUnset = chunk.set.nextClearBit(at);
            if (firstUnset < at + sizeBytes) throw unset(address - at + firstUnset);
            return switch (sizeBytes) {
                case 1 -> chunk.bytes[at];
                case 4 -> chunk.buffer.getInt(at);
                default -> chunk.buffer.getLong(at);
            };
        }
        long value = 0;
        for (int i = 0; i < sizeBytes; i++) {
            Chunk one = chunkOf(address + i);
            if (!one.set.get(offset(address + i))) throw unset(address + i);
            value |= (one.bytes[offset(address + i)] & 0xFFL) << 8 * i;
        }
        return sizeBytes == 4 ? (int) value : value;
    }

    private static Fault unset(long address) {
        return new Fault("load of unset memory at 0x%x".formatted(address));
    }

    static void store(long address, int sizeBytes, long value) {
        require(address, sizeBytes, "store");
        if (address < watched + Long.BYTES && watched < address + sizeBytes) watchHits++;
        int at = offset(address);
        if (at + sizeBytes <= CHUNK_BYTES) {
            Chunk chunk = chunkOf(address);
            chunk.set.set(at, at + sizeBytes);
            switch (sizeBytes) {
                case 1 -> chunk.bytes[at] = (byte) value;
                case 4 -> chunk.buffer.putInt(at, (int) value);
                default -> chunk.buffer.putLong(at, value);
            }
            stored();
            return;
        }
        for (int i = 0; i < sizeBytes; i++) {
            Chunk chunk = chunkOf(address + i);
            chunk.set.set(offset(address + i));
            chunk.bytes[offset(address + i)] = (byte) (value >>> 8 * i);
        }
        stored();
    }

    private static void stored() {
        if (storesLeft != 0 && --storesLeft == 0) throw new Stopped();
    }

    /** Copies bytes and whether they are set: copying memory that nobody wrote is no fault, using it is. */
    static void copy(long from, long to, long sizeBytes) {
        if (sizeBytes == 0) return;
        require(from, sizeBytes, "copy from");
        require(to, sizeBytes, "copy to");
        copyBytes(from, to, sizeBytes);
    }

    private static void copyBytes(long from, long to, long sizeBytes) {
        boolean isBackwards = from < to && to < from + sizeBytes;
        for (long done = 0; done < sizeBytes; ) {
            long left = sizeBytes - done;
            long source = isBackwards ? from + left - 1 : from + done;
            long target = isBackwards ? to + left - 1 : to + done;
            long room = isBackwards
                    ? Math.min(offset(source), offset(target)) + 1
                    : CHUNK_BYTES - Math.max(offset(source), offset(target));
            int count = (int) Math.min(left, room);
            int first = isBackwards ? count - 1 : 0;
            copyWithinChunks(source - first, target - first, count);
            done += count;
        }
    }

    private static void copyWithinChunks(long from, long to, int count) {
        int at = offset(to);
        Chunk source = CHUNKS.get(from >> LOG_CHUNK_BYTES);
        if (source == null && !isKnownZero(from)) {
            Chunk target = CHUNKS.get(to >> LOG_CHUNK_BYTES);
            if (target == null && !isKnownZero(to)) return;
            target = chunkOf(to);
            Arrays.fill(target.bytes, at, at + count, (byte) 0);
            target.set.clear(at, at + count);
            return;
        }
        source = chunkOf(from);
        Chunk target = chunkOf(to);
        BitSet bits = source.set.get(offset(from), offset(from) + count);
        System.arraycopy(source.bytes, offset(from), target.bytes, at, count);
        target.set.clear(at, at + count);
        bits.stream().forEach(bit -> target.set.set(at + bit));
    }

    static void fill(long address, long sizeBytes, byte value) {
        if (sizeBytes == 0) return;
        require(address, sizeBytes, "fill");
        for (long done = 0; done < sizeBytes; ) {
            Chunk chunk = chunkOf(address + done);
            int at = offset(address + done);
            int count = (int) Math.min(sizeBytes - done, CHUNK_BYTES - at);
            Arrays.fill(chunk.bytes, at, at + count, value);
            chunk.set.set(at, at + count);
            done += count;
        }
    }

    static void requireZero(long address, long sizeBytes) {
        if (sizeBytes == 0) return;
        require(address, sizeBytes, "load");
        long end = address + sizeBytes;
        CHUNKS.forEach((index, chunk) -> {
            long first = index << LOG_CHUNK_BYTES;
            if (first + CHUNK_BYTES <= address || end <= first) return;
            int from = (int) (Math.max(first, address) - first);
            int to = (int) (Math.min(first + CHUNK_BYTES, end) - first);
            for (int i = from; i < to; i++) {
                if (chunk.bytes[i] != 0) throw new Fault("not zero at 0x%x".formatted(first + i));
            }
            if (from < to) chunk.set.set(from, to);
        });
        long firstWhole = Math.ceilDiv(address, CHUNK_BYTES) * CHUNK_BYTES;
        long lastWhole = end & -CHUNK_BYTES;
        for (long part = address; part < Math.min(firstWhole, end); part++) markSet(part);
        for (long part = Math.max(lastWhole, address); part < end; part++) markSet(part);
        for (long index : RESET) {
            long first = index << LOG_CHUNK_BYTES;
            if (first < end && address < first + CHUNK_BYTES)
                throw new Fault("not zero after a reset: 0x%x".formatted(first));
        }
        if (firstWhole < lastWhole) ZEROED.merge(firstWhole, lastWhole, Math::max);
    }

    private static void markSet(long address) {
        chunkOf(address).set.set(offset(address));
    }

    private static boolean isKnownZero(long address) {
        var range = ZEROED.floorEntry(address);
        return range != null && address < range.getValue();
    }

    private static Chunk chunkOf(long address) {
        long index = address >> LOG_CHUNK_BYTES;
        Chunk chunk = CHUNKS.get(index);
        if (chunk == null) {
            chunk = new Chunk(isKnownZero(address));
            if (RESET.remove(index)) Arrays.fill(chunk.bytes, (byte) 0xA5);
            CHUNKS.put(index, chunk);
        }
        return chunk;
    }

    static void print(long address, long sizeBytes) {
        for (long i = 0; i < sizeBytes; i++) console.append((char) load(address + i, 1));
    }

    private static int offset(long address) {
        return (int) (address & CHUNK_BYTES - 1);
    }

    private static void require(long address, long sizeBytes, String what) {
        if (sizeBytes < 0) throw new Fault("%s of %d bytes at 0x%x".formatted(what, sizeBytes, address));
        int wanted = what.equals("load") || what.equals("copy from") ? READ : READ_WRITE;
        for (long at = address; at == address || at < address + sizeBytes; ) {
            Region region = regionOf(at);
            if (region == null) {
                throw new Fault(
                        at == address
                                ? "%s of %d bytes at unmapped 0x%x".formatted(what, sizeBytes, address)
                                : "%s of %d bytes at 0x%x runs past the end of the mapping, 0x%x"
                                        .formatted(what, sizeBytes, address, at));
            }
            if ((region.protection & wanted) != wanted && !(wanted == READ && Windows.isCommittedWhenRead(at)))
                throw new Fault("%s of %d bytes at protected 0x%x".formatted(what, sizeBytes, at));
            at = region.end();
        }
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
