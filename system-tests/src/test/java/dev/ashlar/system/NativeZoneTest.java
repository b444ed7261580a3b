package dev.ashlar.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ashlar.suites.Captured;
import dev.ashlar.suites.CompiledZone;
import dev.ashlar.suites.Subject;
import dev.ashlar.suites.ZoneSuite;
import org.junit.jupiter.api.Test;

/** The suite on the heap that was compiled to C. */
final class NativeZoneTest extends ZoneSuite {
    @Override
    protected Subject open() {
        return new CompiledZone(Exports.LIBRARY, Captured::output);
    }

    @Test
    void theNativePlatformKeepsTheContract() {
        assertEquals(0, Exports.LIBRARY.callInt("test_platform_behaviour"));
    }
}
