package dev.ashlar.system;

/** The programs of the machine on the zone heap. */
final class RealProgramsTest extends RealPrograms {
    RealProgramsTest() {
        super(Run.LIBRARY, "zone");
    }
}
