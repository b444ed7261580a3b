package org.apache.arrow.memory.unsafe;

import dev.ashlar.arrow.AshlarAllocationManager;
import org.apache.arrow.memory.AllocationManager;

/**
 * How Arrow finds {@link AshlarAllocationManager#factory()} by itself: it looks for a class of this name, and takes the field. It looks
 * here before it looks for arrow-memory-netty's, and it has no way to be told of another name.
 */
public final class DefaultAllocationManagerFactory {
    private DefaultAllocationManagerFactory() {}

    public static final AllocationManager.Factory FACTORY = AshlarAllocationManager.factory();
}
