package dev.ashlar.remote;

import dev.ashlar.suites.CompiledGuarded;
import dev.ashlar.suites.GuardedSubject;
import dev.ashlar.suites.GuardedSuite;

/** The suite on the guarded heap as compiled for the machine. */
final class RemoteGuardedTest extends GuardedSuite {
    @Override
    protected GuardedSubject open() {
        return new CompiledGuarded(Server.library());
    }

    @Override
    protected int traceSteps() {
        return 500;
    }
}
