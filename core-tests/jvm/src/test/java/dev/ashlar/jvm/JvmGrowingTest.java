package dev.ashlar.jvm;

import dev.ashlar.suites.GrowingSubject;
import dev.ashlar.suites.GrowingSuite;

/** The suite in the JVM, on memory of the system. */
final class JvmGrowingTest extends GrowingSuite {
    @Override
    protected GrowingSubject open() {
        return new GrowingSubject();
    }
}
