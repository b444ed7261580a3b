package dev.ashlar.jvm;

import dev.ashlar.suites.GuardedSubject;
import dev.ashlar.suites.GuardedSuite;

/** The suite in the JVM, on memory of the system. */
final class JvmGuardedTest extends GuardedSuite {
    @Override
    protected GuardedSubject open() {
        return new GuardedSubject();
    }
}
