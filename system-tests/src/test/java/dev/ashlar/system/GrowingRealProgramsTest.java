package dev.ashlar.system;

/** The programs of the machine on pools that grow. */
final class GrowingRealProgramsTest extends RealPrograms {
    GrowingRealProgramsTest() {
        super(GrowingPreloadTest.LIBRARY, "tlsf");
    }
}
