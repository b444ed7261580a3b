package dev.ashlar.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.core.mapper.AddressSpace;
import dev.ashlar.core.mapper.MapError;
import dev.ashlar.platform.Check;
import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Os;
import dev.ashlar.platform.Sim;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A range from its reservation to its release, and what may be done to it on the way. */
final class SimAddressSpaceTest {
    private static final long BYTES = 1 << 20;

    private long space;

    @BeforeEach
    void open() {
        Sim.reset(16384);
        space = Os.mmap(0, 16384, Os.PROT_READ_WRITE(), Os.MAP_PRIVATE_ANONYMOUS());
        Check.zeroed(space, AddressSpace.BYTES);
        AddressSpace.open(space);
    }

    @Test
    void whatTheSystemIsWasAsked() {
        assertEquals(16384, AddressSpace.pageBytes(space));
        assertEquals(64, AddressSpace.lineBytes(space));
    }

    @Test
    void aRangeIsAlignedAndNothingIsLeftAround() {
        long before = Sim.mappedBytes();
        long range = AddressSpace.reserve(space, BYTES, 1 << 22);
        assertEquals(0, range % (1 << 22));
        assertEquals(before + BYTES, Sim.mappedBytes());
        assertTrue(AddressSpace.release(space, range, BYTES));
        assertEquals(before, Sim.mappedBytes());
    }

    @Test
    void onlyWhatIsCommittedMayBeTouched() {
        long range = AddressSpace.reserve(space, BYTES, 1);
        assertThrows(Sim.Fault.class, () -> Mem.putLong(range, 1));
        assertTrue(AddressSpace.commit(space, range, BYTES / 2));
        Mem.putLong(range, 1);
        assertThrows(Sim.Fault.class, () -> Mem.putLong(range + BYTES / 2, 1));
        assertTrue(AddressSpace.decommit(space, range, 16384));
        Check.zeroed(range, 16384);
        assertEquals(0, Mem.getLong(range));
        assertTrue(AddressSpace.forbid(space, range, 16384));
        assertThrows(Sim.Fault.class, () -> Mem.getLong(range));
        assertTrue(AddressSpace.commit(space, range, 16384));
        Mem.putLong(range, 1);
    }

    /** Trimming apart, one call; the system may refuse what it counts. */
    @ParameterizedTest
    @ValueSource(longs = {1, 1 << 22})
    void whatIsReservedCommittedIsReady(long alignment) {
        long range = AddressSpace.reserveCommitted(space, BYTES, alignment);
        assertEquals(0, range % alignment);
        Mem.putLong(range, 1);
        Mem.putLong(range + BYTES - 8, 1);
        assertEquals(1, AddressSpace.calls(space, AddressSpace.CALL_RESERVE));
        assertEquals(0, AddressSpace.calls(space, AddressSpace.CALL_COMMIT));
        assertThrows(Sim.Fault.class, () -> Mem.putLong(range + BYTES, 1));
    }

    @Test
    void memoryMovesAndLeavesZeroes() {
        long from = AddressSpace.reserveCommitted(space, BYTES, 1);
        long to = AddressSpace.reserveCommitted(space, BYTES, 1);
        Mem.putLong(from + 16384, 42);
        assertTrue(AddressSpace.move(space, from, 32768, to));
        assertEquals(42, Mem.getLong(to + 16384));
        Check.zeroed(from, 32768);
        assertEquals(0, Mem.getLong(from + 16384));
    }

    /** Linux before 6.17 moves one mapping at a time, and has by then unmapped what was where it should go. */
    @Test
    void aRangeThatTheSystemCannotMoveLeavesTheTargetAlone() {
        long from = AddressSpace.reserve(space, BYTES, 1);
        long to = AddressSpace.reserveCommitted(space, BYTES, 1);
        assertTrue(AddressSpace.commit(space, from, 16384));
        assertTrue(AddressSpace.commit(space, from + 16384, 16384));
        Mem.putLong(from, 42);
        Mem.putLong(to, 43);
        assertFalse(AddressSpace.move(space, from, 32768, to));
        assertEquals(42, Mem.getLong(from));
        assertEquals(43, Mem.getLong(to));
    }

    @Test
    void memoryArrivesAlthoughTheSystemRefusesHalfWay() {
        long from = AddressSpace.reserveCommitted(space, BYTES, 1);
        long to = AddressSpace.reserveCommitted(space, BYTES, 1);
        long before = Sim.mappedBytes();
        Mem.putLong(from, 42);
        Sim.failCall(2);
        assertTrue(AddressSpace.move(space, from, 16384, to));
        assertEquals(42, Mem.getLong(to));
        Check.zeroed(from, 16384);
        assertEquals(before, Sim.mappedBytes());
    }

    @Test
    void failuresHaveOneKindOfError() {
        Sim.failCall(1);
        assertEquals(0, AddressSpace.reserve(space, BYTES, 1));
        assertEquals(MapError.NO_MEMORY, AddressSpace.error(space));
        long range = AddressSpace.reserve(space, BYTES, 1);
        assertNotEquals(0, range);
        Sim.failCall(1);
        assertFalse(AddressSpace.commit(space, range, BYTES));
        assertFalse(AddressSpace.release(space, range + 1, BYTES));
        assertEquals(
                3,
                AddressSpace.calls(space, AddressSpace.CALL_RESERVE)
                        + AddressSpace.calls(space, AddressSpace.CALL_COMMIT));
    }

    @Nested
    class OnWindows {
        @BeforeEach
        void openThere() {
            Sim.resetToWindows();
            space = Os.virtualAlloc(0, 65536, 0x3000, 4);
            Check.zeroed(space, AddressSpace.BYTES);
            AddressSpace.open(space);
        }

        @Test
        void aRangeIsAlignedThereToo() {
            aRangeIsAlignedAndNothingIsLeftAround();
        }

        @Test
        void aPartOfARangeIsKept() {
            long range = AddressSpace.reserve(space, 4 * BYTES, 1);
            assertTrue(AddressSpace.keep(space, range, 4 * BYTES, range + BYTES, BYTES));
            assertFalse(Sim.isMapped(range));
            assertFalse(Sim.isMapped(range + 2 * BYTES));
            assertTrue(AddressSpace.commit(space, range + BYTES, BYTES));
            assertTrue(AddressSpace.release(space, range + BYTES, BYTES));
        }

        @Test
        void whatIsDecommittedMustBeCommittedAgain() {
            assertTrue(AddressSpace.mustRecommit());
            long range = AddressSpace.reserveCommitted(space, BYTES, 1);
            Mem.putLong(range, 1);
            assertTrue(AddressSpace.decommit(space, range, 4096));
            assertThrows(Sim.Fault.class, () -> Mem.getLong(range));
            assertTrue(AddressSpace.commit(space, range, BYTES));
            Check.zeroed(range, 4096);
            assertEquals(0, Mem.getLong(range));
        }

        @Test
        void whatIsResetIsAnything() {
            long range = AddressSpace.reserveCommitted(space, BYTES, 1);
            Mem.putLong(range, 1);
            assertTrue(AddressSpace.reset(space, range, 4096));
            assertThrows(Sim.Fault.class, () -> Check.zeroed(range, 4096));
            Mem.putLong(range, 2);
            assertEquals(2, Mem.getLong(range));
            assertFalse(AddressSpace.clear(space, range, 4096));
            assertEquals(2, Mem.getLong(range));
        }

        @Test
        void whatNobodyMayTouchHasNoMemory() {
            long range = AddressSpace.reserveCommitted(space, BYTES, 1);
            Mem.putLong(range, 1);
            assertTrue(AddressSpace.forbid(space, range, 4096));
            assertThrows(Sim.Fault.class, () -> Mem.getLong(range));
        }

        @Test
        void failuresHaveTheSameKindOfError() {
            Sim.failCall(1);
            assertEquals(0, AddressSpace.reserve(space, BYTES, 1));
            assertEquals(MapError.NO_MEMORY, AddressSpace.error(space));
            assertFalse(AddressSpace.move(space, space, 4096, space));
        }
    }
}
