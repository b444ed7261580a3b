package dev.ashlar.sim;

import dev.ashlar.platform.Sim;
import dev.ashlar.suites.TlsfBlocks;
import dev.ashlar.suites.TlsfSubject;
import dev.ashlar.suites.TlsfSuite;

/** The suite on simulated memory. */
final class SimTlsfTest extends TlsfSuite {
    @Override
    protected TlsfBlocks open() {
        Sim.reset(4096);
        return TlsfSubject.withPool(POOL_BYTES);
    }

    @Override
    protected int traceSteps() {
        return 1000;
    }
}
