package dev.ashlar.system;

import dev.ashlar.suites.CompiledGrowing;
import dev.ashlar.suites.GrowingSubject;
import dev.ashlar.suites.GrowingSuite;

/** The suite on pools that grow as they were compiled to C. */
final class NativeGrowingTest extends GrowingSuite {
    @Override
    protected GrowingSubject open() {
        return new CompiledGrowing(Exports.LIBRARY);
    }
}
