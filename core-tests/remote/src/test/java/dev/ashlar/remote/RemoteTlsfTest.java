package dev.ashlar.remote;

import dev.ashlar.suites.CompiledPool;
import dev.ashlar.suites.TlsfBlocks;
import dev.ashlar.suites.TlsfSuite;

/** The suite on pools as compiled for the machine. */
final class RemoteTlsfTest extends TlsfSuite {
    @Override
    protected TlsfBlocks open() {
        return CompiledPool.withPool(Server.library(), POOL_BYTES);
    }
}
