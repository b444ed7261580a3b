package dev.ashlar.wine;

import dev.ashlar.suites.CompiledZone;
import dev.ashlar.suites.Subject;
import dev.ashlar.suites.ZoneSuite;

/** The suite on the zone heap as compiled for Windows. */
final class WineZoneTest extends ZoneSuite {
    @Override
    protected Subject open() {
        return new CompiledZone(Wine.library(), Wine.library()::captured);
    }

    @Override
    protected int traceSteps() {
        return 700;
    }

    @Override
    protected boolean canRemap() {
        return false;
    }
}
