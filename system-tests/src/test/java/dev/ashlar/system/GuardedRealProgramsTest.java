package dev.ashlar.system;

/** The programs of the machine on the guarded heap. */
final class GuardedRealProgramsTest extends RealPrograms {
    GuardedRealProgramsTest() {
        super(GuardedPreloadTest.LIBRARY, "guarded");
    }
}
