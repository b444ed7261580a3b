package dev.ashlar.wine;

import dev.ashlar.suites.CompiledGrowing;
import dev.ashlar.suites.GrowingSubject;
import dev.ashlar.suites.GrowingSuite;

/** The suite on pools that grow as compiled for Windows. */
final class WineGrowingTest extends GrowingSuite {
    @Override
    protected GrowingSubject open() {
        return new CompiledGrowing(Wine.library());
    }

    @Override
    protected int traceSteps() {
        return 500;
    }
}
