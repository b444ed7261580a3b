package dev.ashlar.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.platform.Atomics;
import dev.ashlar.platform.Check;
import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Os;
import dev.ashlar.platform.Sim;
import dev.ashlar.platform.Threads;
import dev.ashlar.platform.behaviour.PlatformBehaviour;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The simulated machine keeps the contract, and notices what it is there to notice. */
final class SimPlatformTest {
    private long page;

    @BeforeEach
    void fresh() {
        Sim.reset(4096);
        page = Os.mmap(0, 4096, Os.PROT_READ_WRITE(), 0);
    }

    @Test
    void keepsThePlatformContract() {
        assertEquals(0, PlatformBehaviour.firstBroken());
    }

    private static void assertFault(Runnable access) {
        assertThrows(Sim.Fault.class, access::run);
    }

    @Test
    void noticesAccessOutsideMappings() {
        assertFault(() -> Mem.getLong(0));
        assertFault(() -> Mem.putByte(page - 1, (byte) 0));
        assertFault(() -> Mem.putLong(page + 4092, 0));
        assertFault(() -> Mem.fill(page, 4097, 0));
        assertEquals(0, Os.munmap(page, 4096));
        assertFault(() -> Mem.putLong(page, 0));
    }

    @Test
    void noticesForbiddenAccess() {
        Mem.putLong(page, 1);
        assertEquals(0, Os.mprotect(page, 4096, Os.PROT_READ()));
        assertEquals(1, Mem.getLong(page));
        assertFault(() -> Mem.putLong(page, 2));
        assertEquals(0, Os.mprotect(page, 4096, Os.PROT_NONE()));
        assertFault(() -> Mem.getLong(page));
    }

    @Test
    void noticesTheUseOfUnsetBytes() {
        Mem.putInt(page, 1);
        assertFault(() -> Mem.getLong(page));
        Mem.putInt(page + 4, 1);
        assertEquals(1L << 32 | 1, Mem.getLong(page));
        Mem.copy(page + 8, page, 8);
        assertFault(() -> Mem.getByte(page));
        Check.zeroed(page + 64, 8);
        assertEquals(0, Mem.getLong(page + 64));
        Mem.putByte(page + 70, (byte) 1);
        assertFault(() -> Check.zeroed(page + 64, 8));
    }

    @Test
    void noticesUnalignedAtomicsAndDeadlocks() {
        assertFault(() -> Atomics.loadAcquire(page + 4));
        Threads.mutexReset(page);
        Threads.mutexLock(page);
        assertFault(() -> Threads.mutexLock(page));
        assertFault(Atomics::pause);
    }

    @Test
    void failsTheNthCallOnce() {
        Sim.failCall(2);
        assertTrue(Os.mmap(0, 4096, Os.PROT_READ_WRITE(), 0) > 0);
        assertFalse(Sim.failed());
        assertEquals(Os.MAP_FAILED(), Os.mmap(0, 4096, Os.PROT_READ_WRITE(), 0));
        assertTrue(Sim.failed());
        assertTrue(Os.mmap(0, 4096, Os.PROT_READ_WRITE(), 0) > 0);
    }

    @Test
    void countsStoresToAWatchedWord() {
        Sim.watch(page + 8);
        Mem.putLong(page, 1);
        Mem.putByte(page + 15, (byte) 1);
        Mem.putLong(page + 4, 1);
        Mem.putLong(page + 16, 1);
        assertEquals(2, Sim.watchHits());
    }
}
