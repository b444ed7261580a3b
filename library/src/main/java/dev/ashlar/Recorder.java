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
 */
final class Recorder {
    private Recorder() {}

    /** Whether this JVM has JFR at all. */
    private static final boolean IS_THERE =
            ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    @Name("dev.ashlar.Refill")
    @Label("Refill")
    @Description("An allocation for which the calling thread had nothing ready: of small blocks one in dozens")
    @Category("Ashlar")
    @Enabled(false)
    @StackTrace
    static final class Refill extends Event {
        @Label("Requested")
        @DataAmount
        long requested;
    }

    @Name("dev.ashlar.Refused")
    @Label("Refused")
    @Description("A request for which there was no memory")
    @Category("Ashlar")
    @StackTrace
    static final class Refused extends Event {
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
    @Description("Blocks that a debugged heap found live when it was closed")
    @Category("Ashlar")
    @StackTrace
    static final class LeakFound extends Event {
        @Label("Blocks")
        long blocks;

        @Label("Requested")
        @DataAmount
        long requested;

        @Label("Allocated by")
        String allocatedBy = "";
    }

    private static boolean isRecording() {
        return IS_THERE && FlightRecorder.isInitialized();
    }

    static void refilled(long byteSize) {
        if (!isRecording()) return;
        Refill event = new Refill();
        if (!event.shouldCommit()) return;
        event.requested = byteSize;
        event.commit();
    }

    static void refused(long byteSize, long committedBytes) {
        if (!isRecording()) return;
        Refused event = new Refused();
        event.requested = byteSize;
        event.committed = committedBytes;
        event.commit();
    }

    static boolean wantsLeaks() {
        return isRecording() && new LeakFound().isEnabled();
    }

    static void leaked(Leak leak) {
        LeakFound event = new LeakFound();
        event.blocks = leak.blocks();
        event.requested = leak.byteSize();
        if (!leak.allocatedBy().isEmpty())
            event.allocatedBy = leak.allocatedBy().getFirst().toString();
        event.commit();
    }
}
