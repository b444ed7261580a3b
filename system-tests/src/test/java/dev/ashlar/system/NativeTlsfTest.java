package dev.ashlar.system;

import dev.ashlar.suites.TlsfBlocks;
import dev.ashlar.suites.TlsfSuite;

/** The suite on libmemoman.so. */
final class NativeTlsfTest extends TlsfSuite {
    @Override
    protected TlsfBlocks open() {
        return NativeTlsfSubject.withPool(POOL_BYTES);
    }
}
