package dev.ashlar.jvm;

import dev.ashlar.suites.TlsfBlocks;
import dev.ashlar.suites.TlsfSubject;
import dev.ashlar.suites.TlsfSuite;

/** The suite on memory of this process. */
final class JvmTlsfTest extends TlsfSuite {
    @Override
    protected TlsfBlocks open() {
        return TlsfSubject.withPool(POOL_BYTES);
    }
}
