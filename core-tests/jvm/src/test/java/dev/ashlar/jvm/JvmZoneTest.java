package dev.ashlar.jvm;

import dev.ashlar.suites.Captured;
import dev.ashlar.suites.CoreSubject;
import dev.ashlar.suites.Subject;
import dev.ashlar.suites.ZoneSuite;

/** The suite in the memory of this process. */
final class JvmZoneTest extends ZoneSuite {
    @Override
    protected Subject open() {
        return new CoreSubject(Captured::output);
    }
}
