package dev.ashlar.wine;

import dev.ashlar.suites.CompiledSegment;
import dev.ashlar.suites.SegmentBlocks;
import dev.ashlar.suites.SegmentSuite;

/** The suite on the segment heap as compiled for Windows. */
final class WineSegmentTest extends SegmentSuite {
    @Override
    protected SegmentBlocks open() {
        return new CompiledSegment(Wine.library());
    }

    @Override
    protected int traceSteps() {
        return 500;
    }
}
