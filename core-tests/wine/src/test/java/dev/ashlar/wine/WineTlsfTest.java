package dev.ashlar.wine;

import dev.ashlar.suites.CompiledPool;
import dev.ashlar.suites.TlsfBlocks;
import dev.ashlar.suites.TlsfSuite;

/** The suite on pools as compiled for Windows. */
final class WineTlsfTest extends TlsfSuite {
    @Override
    protected TlsfBlocks open() {
        return CompiledPool.withPool(Wine.library(), POOL_BYTES);
    }
}
