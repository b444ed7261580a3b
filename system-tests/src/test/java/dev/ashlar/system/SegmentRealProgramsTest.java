package dev.ashlar.system;

/** Programs that nobody here wrote, on the segment heap. */
final class SegmentRealProgramsTest extends RealPrograms {
    SegmentRealProgramsTest() {
        super(Segment.LIBRARY, "segment");
    }
}
