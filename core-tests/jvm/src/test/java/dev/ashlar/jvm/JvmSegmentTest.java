package dev.ashlar.jvm;

import dev.ashlar.suites.SegmentBlocks;
import dev.ashlar.suites.SegmentSubject;
import dev.ashlar.suites.SegmentSuite;
import dev.ashlar.suites.Threaded;

/** The suite on memory of this process. */
final class JvmSegmentTest extends SegmentSuite {
    @Override
    protected SegmentBlocks open() {
        return new SegmentSubject(Threaded::run);
    }
}
