package dev.ashlar.system;

import dev.ashlar.suites.CompiledSegment;
import dev.ashlar.suites.SegmentBlocks;
import dev.ashlar.suites.SegmentSuite;

/** The suite on the segment heap that was compiled to C. */
final class NativeSegmentTest extends SegmentSuite {
    @Override
    protected SegmentBlocks open() {
        return new CompiledSegment(Exports.LIBRARY);
    }
}
