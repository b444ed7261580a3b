package dev.ashlar.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ashlar.platform.Os;
import dev.ashlar.platform.behaviour.PlatformBehaviour;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The platform of the machine keeps the contract: as compiled, and asked from the JVM. */
final class RemotePlatformTest {
    private Server server;

    @BeforeEach
    void start() {
        server = Server.library();
    }

    @Test
    void theNativePlatformKeepsTheContract() {
        assertEquals(0, server.callInt("test_platform_behaviour"));
    }

    @Test
    void itKeepsTheContractAskedFromTheJvm() {
        assertEquals(0, PlatformBehaviour.firstBroken());
    }

    @Test
    void itIsTheMachineThatWasAskedFor() {
        assertEquals(Machine.chosen().family, Os.family());
        assertEquals(Machine.chosen().pageBytes, Os.pageSize());
    }
}
