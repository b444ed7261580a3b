package dev.ashlar.wine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ashlar.platform.behaviour.PlatformBehaviour;
import org.junit.jupiter.api.Test;

/** The platform on Windows keeps the contract: as compiled, and asked from the JVM. */
final class WinePlatformTest {
    @Test
    void theNativePlatformKeepsTheContract() {
        assertEquals(0, Wine.library().callInt("test_platform_behaviour"));
    }

    @Test
    void windowsKeepsTheContractAskedFromTheJvm() {
        Wine.library();
        assertEquals(0, PlatformBehaviour.firstBroken());
    }
}
