package dev.ashlar;

import dev.ashlar.platform.Atomics;
import dev.ashlar.platform.Bits;
import dev.ashlar.platform.Check;
import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Os;
import dev.ashlar.platform.Threads;
import java.lang.foreign.Arena;
import java.util.List;

/**
 * What HotSpot looks up where code runs for the first time takes room on Java's heap: classes, and what the accesses to memory are linked
 * to. The core must not be stopped for want of it, so all that it may reach is looked up before a heap is made.
 */
final class FirstUse {
    private FirstUse() {}

    /** What the JDK has code of its own for: words and the rest, and what is so large that other code does it. */
    private static final long FEW_BYTES = 31;

    private static final long BYTES = 256;

    /** A handler runs when its class is known; to look it up then would take room. */
    private static final List<Class<?>> CAUGHT =
            List.of(OutOfMemoryError.class, VirtualMachineError.class, LinkageError.class, Throwable.class);

    private static final String CORE = "dev.ashlar.core.";
    private static final String LIBRARY = "Kept Requests";

    private static final String COMMON =
            "size.Align size.Division size.Product size.SizeClass list.Bitmap list.Links lock.Lock"
                    + " mapper.AddressSpace mapper.MapError mapper.PosixMemory mapper.WindowsMemory";

    private static final String SEGMENT =
            "Arena Arenas ClassStats Heap Heaps LargeBlocks Meta Outbox Page PageTable Pages Pool Purse"
                    + " Queue Refill Release Remote Segment SegmentHeap SegmentRoot SegmentStats Slot";

    private static final String GUARDED =
            "Canary FencedBlocks Findings GuardedBlocks GuardedHeap Leaks Note Quarantine Region Regions Stacks";

    private static final String TLSF = "Block Control FreeLists Mapping Range Tail Tlsf TlsfRanges";

    private static volatile boolean isSegmentReady;
    private static volatile boolean isGuardedReady;

    /** For what {@link SharedHeap} and {@link ConfinedHeap} do. */
    static void ofSegmentHeaps() {
        if (isSegmentReady) return;
        ofAll();
        load(CORE + "segment.", SEGMENT);
        isSegmentReady = true;
    }

    /** For what {@link DebugHeap} does. */
    static void ofGuardedHeaps() {
        if (isGuardedReady) return;
        ofAll();
        load(CORE + "guarded.", GUARDED);
        load(CORE + "tlsf.", TLSF);
        new Sites(1).here();
        isGuardedReady = true;
    }

    private static void ofAll() {
        load("dev.ashlar.", LIBRARY);
        load(CORE, COMMON);
        for (Class<?> caught : CAUGHT) load(caught.getName());
        try (Arena scope = Arena.ofConfined();
                Arena shared = Arena.ofShared()) { // as a heap's, which is closed
            shared.allocate(BYTES);
            long memory = scope.allocate(2 * BYTES, Long.BYTES).address();
            link(memory);
            linkAtomics(memory);
        }
        Recorder.prepare();
    }

    private static void load(String prefix, String names) {
        for (String name : names.split(" ")) load(prefix.concat(name));
    }

    private static void load(String name) {
        try {
            Class.forName(name);
        } catch (ClassNotFoundException missing) {
            throw new NoClassDefFoundError(missing.getMessage());
        }
    }

    private static void link(long memory) {
        Mem.putByte(memory, Mem.getByte(memory));
        Mem.putInt(memory, Mem.getInt(memory));
        Mem.putLong(memory, Mem.getLong(memory));
        Mem.storeFence();
        Mem.fill(memory, BYTES, 0);
        Mem.fill(memory, FEW_BYTES, 0);
        Mem.copy(memory, memory + BYTES, BYTES);
        Mem.copy(memory, memory + BYTES, FEW_BYTES);
        Os.clockMillis();
        Os.errno();
        Check.on();
        Bits.leadingZeros(BYTES);
        Threads.heap();
    }

    private static void linkAtomics(long word) {
        Atomics.storeRelease(word, Atomics.loadAcquire(word));
        Atomics.storeRelaxed(word, Atomics.loadRelaxed(word));
        Atomics.storeRelaxedInt(word, Atomics.loadRelaxedInt(word));
        Atomics.compareAndSet(word, 0, 0);
        Atomics.exchange(word, Atomics.fetchAdd(word, 0));
        Atomics.fetchAnd(word, Atomics.fetchOr(word, 0));
        Atomics.pause();
    }
}
