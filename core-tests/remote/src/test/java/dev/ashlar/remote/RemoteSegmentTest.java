package dev.ashlar.remote;

import dev.ashlar.suites.CompiledSegment;
import dev.ashlar.suites.SegmentBlocks;
import dev.ashlar.suites.SegmentSuite;

/** The suite on the segment heap as compiled for the machine. */
final class RemoteSegmentTest extends SegmentSuite {
    @Override
    protected SegmentBlocks open() {
        return new CompiledSegment(Server.library());
    }

    @Override
    protected int traceSteps() {
        return 500;
    }
}
