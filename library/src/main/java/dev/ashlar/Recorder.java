package dev.ashlar;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * What heaps tell JFR, each event with the stack trace of whoever caused it. Where nobody has recorded anything yet JFR is not even
 * looked up, which would take a third of a second at the first allocation.
 *
 * <p>Heaps tell in the middle of what they do. Where that fails, for want of room on Java's heap or of stack, the event is dropped.
 */
final class Recorder {
    private Recorder() {}

    /** Whether this JVM has JFR at all. */
    private static final boolean IS_THERE =
            ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    @Category("Ashlar")
    @StackTrace
    abstract static class HeapEvent extends Event {
        @Label("Heap")
        String heap = "";
    }

    @Name("dev.ashlar.Refill")
    @Label("Refill")
    @Description("An allocation for which the calling thread had nothing ready: of small blocks one in dozens")
    @Enabled(false)
    static final class Refill extends HeapEvent {
        @Label("Requested")
        @DataAmount
        long requested;
    }

    @Name("dev.ashlar.AllocationSample")
    @Label("Allocation Sample")
    @Description("An allocation drawn at random, of a heap that is sampled")
    static final class AllocationSample extends HeapEvent {
        @Label("Requested")
        @DataAmount
        long requested;

        @Label("Stands for")
        @Description("So many allocations, in the mean")
        long standsFor;
    }

    @Name("dev.ashlar.Purge")
    @Label("Purge")
    @Description("Memory that was not needed has gone back to the system")
    static final class Purge extends HeapEvent {
        @Label("Purged")
        @DataAmount
        long purged;

        @Label("Committed")
        @Description("What the heap has from the system now")
        @DataAmount
        long committed;
    }

    @Name("dev.ashlar.Refused")
    @Label("Refused")
    @Description("A request for which there was no memory")
    static final class Refused extends HeapEvent {
        @Label("Requested")
        @DataAmount
        long requested;

        @Label("Committed")
        @Description("What the heap has from the system")
        @DataAmount
        long committed;
    }

    @Name("dev.ashlar.Leak")
    @Label("Leak")
    @Description("Blocks that a debugged or sampled heap found live when it was closed")
    static final class LeakFound extends HeapEvent {
        @Label("Blocks")
        long blocks;

        @Label("Requested")
        @DataAmount
        long requested;

        @Label("Allocated by")
        String allocatedBy = "";
    }

    /** Has it ready to be asked. */
    static void prepare() {
        isRecording();
    }

    private static boolean isRecording() {
        return IS_THERE && FlightRecorder.isInitialized();
    }

    static void refilled(String heap, long byteSize) {
        if (!isRecording()) return;
        try {
            Refill event = new Refill();
            if (!event.shouldCommit()) return;
            event.heap = heap;
            event.requested = byteSize;
            event.commit();
        } catch (VirtualMachineError | LinkageError dropped) {
            // without it
        }
    }

    static void sampled(String heap, long byteSize, int every) {
        if (!isRecording()) return;
        try {
            AllocationSample event = new AllocationSample();
            event.heap = heap;
            event.requested = byteSize;
            event.standsFor = every;
            event.commit();
        } catch (VirtualMachineError | LinkageError dropped) {
            // without it
        }
    }

    static boolean wantsPurges() {
        try {
            return isRecording() && new Purge().isEnabled();
        } catch (VirtualMachineError | LinkageError dropped) {
            return false;
        }
    }

    static void purged(String heap, long purgedBytes, long committedBytes) {
        try {
            Purge event = new Purge();
            event.heap = heap;
            event.purged = purgedBytes;
            event.committed = committedBytes;
            event.commit();
        } catch (VirtualMachineError | LinkageError dropped) {
            // without it
        }
    }

    static void refused(String heap, long byteSize, long committedBytes) {
        if (!isRecording()) return;
        try {
            Refused event = new Refused();
            event.heap = heap;
            event.requested = byteSize;
            event.committed = committedBytes;
            event.commit();
        } catch (VirtualMachineError | LinkageError dropped) {
            // without it
        }
    }

    static boolean wantsLeaks() {
        return isRecording() && new LeakFound().isEnabled();
    }

    static void leaked(String heap, Leak leak) {
        LeakFound event = new LeakFound();
        event.heap = heap;
        event.blocks = leak.blocks();
        event.requested = leak.byteSize();
        if (!leak.allocatedBy().isEmpty())
            event.allocatedBy = leak.allocatedBy().getFirst().toString();
        event.commit();
    }
}
