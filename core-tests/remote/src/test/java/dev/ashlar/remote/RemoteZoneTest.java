package dev.ashlar.remote;

import dev.ashlar.suites.CompiledZone;
import dev.ashlar.suites.Subject;
import dev.ashlar.suites.ZoneSuite;

/** The suite on the zone heap as compiled for the machine. */
final class RemoteZoneTest extends ZoneSuite {
    @Override
    protected Subject open() {
        return new CompiledZone(Server.library(), Server.library()::captured);
    }

    @Override
    protected int traceSteps() {
        return 700;
    }
}
