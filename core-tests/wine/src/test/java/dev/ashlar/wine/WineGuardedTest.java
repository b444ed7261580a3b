package dev.ashlar.wine;

import dev.ashlar.suites.CompiledGuarded;
import dev.ashlar.suites.GuardedSubject;
import dev.ashlar.suites.GuardedSuite;

/** The suite on the guarded heap as compiled for Windows. */
final class WineGuardedTest extends GuardedSuite {
    @Override
    protected GuardedSubject open() {
        return new CompiledGuarded(Wine.library());
    }

    @Override
    protected int traceSteps() {
        return 500;
    }
}
