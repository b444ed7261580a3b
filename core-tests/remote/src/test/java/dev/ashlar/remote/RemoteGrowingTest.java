package dev.ashlar.remote;

import dev.ashlar.suites.CompiledGrowing;
import dev.ashlar.suites.GrowingSubject;
import dev.ashlar.suites.GrowingSuite;

/** The suite on pools that grow as compiled for the machine. */
final class RemoteGrowingTest extends GrowingSuite {
    @Override
    protected GrowingSubject open() {
        return new CompiledGrowing(Server.library());
    }

    @Override
    protected int traceSteps() {
        return 500;
    }
}
