package dev.ashlar.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ashlar.suites.Subject;
import dev.ashlar.suites.ZoneSuite;
import org.junit.jupiter.api.Test;

/** The suite on the heap that was compiled to C. */
final class NativeZoneTest extends ZoneSuite {
    @Override
    protected Subject open() {
        return new NativeSubject();
    }

    @Test
    void theNativePlatformKeepsTheContract() {
        assertEquals(0, NativeSubject.platformBehaviour());
    }
}
