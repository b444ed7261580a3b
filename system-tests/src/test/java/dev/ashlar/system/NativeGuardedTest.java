package dev.ashlar.system;

import dev.ashlar.suites.CompiledGuarded;
import dev.ashlar.suites.GuardedSubject;
import dev.ashlar.suites.GuardedSuite;

/** The suite on the guarded heap as it was compiled to C. */
final class NativeGuardedTest extends GuardedSuite {
    @Override
    protected GuardedSubject open() {
        return new CompiledGuarded(Exports.LIBRARY);
    }
}
