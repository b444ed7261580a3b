package dev.ashlar.lab.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Memory;
import dev.ashlar.platform.Os;
import dev.ashlar.platform.Root;
import dev.ashlar.platform.behaviour.PlatformBehaviour;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The machine below the page's heaps. */
final class MachineTest {
    private static final long PAGE_BYTES = Os.pageSize();

    private final Memory memory = new Memory();

    @BeforeEach
    void use() {
        memory.use();
    }

    private static long map(long pages) {
        return Os.mmap(0, pages * PAGE_BYTES, Os.PROT_READ_WRITE(), Os.MAP_PRIVATE_ANONYMOUS());
    }

    @Test
    void memoryKeepsWhatTheContractPromises() {
        assertEquals(0, PlatformBehaviour.firstBrokenOfMemory(map(1)));
    }

    @Test
    void whatIsGivenBackReadsAsZeroAndComesBackWithTime() {
        long range = map(9); // more than a chunk
        for (long at = range; at < range + 9 * PAGE_BYTES; at += PAGE_BYTES) Mem.putLong(at, at);
        Memory.Moment before = memory.now();
        assertEquals(0, Os.madvise(range + PAGE_BYTES, 7 * PAGE_BYTES, Os.MADV_DONTNEED()));
        for (int i = 0; i < 9; i++) {
            long at = range + i * PAGE_BYTES;
            assertEquals(i == 0 || i == 8 ? at : 0, Mem.getLong(at), "page " + i);
        }
        memory.backTo(before);
        for (long at = range; at < range + 9 * PAGE_BYTES; at += PAGE_BYTES) assertEquals(at, Mem.getLong(at));
    }

    @Test
    void whatIsNotThereIsAFault() {
        long range = map(2);
        Mem.putLong(range, 1);
        Memory.Moment before = memory.now();
        Os.munmap(range, PAGE_BYTES);
        assertFault(range);
        assertEquals(0, Mem.getLong(range + PAGE_BYTES));
        assertFault(range + PAGE_BYTES - 1); // its last bytes would be there
        assertFault(range + 2 * PAGE_BYTES - 1); // its first one is there
        memory.backTo(before);
        assertEquals(1, Mem.getLong(range));
        for (long address : new long[] {0, -8, 1L << 30, (1L << 30) - 8, (1L << 32) + range, Long.MIN_VALUE})
            assertFault(address);
        assertThrows(Memory.Fault.class, () -> Mem.fill(range, 3 * PAGE_BYTES, 1));
        assertThrows(Memory.Fault.class, () -> Mem.copy(range, Root.address(), Long.MAX_VALUE));
        assertEquals(1, Mem.getLong(range), "and changes nothing");
    }

    private static void assertFault(long address) {
        Memory.Fault fault = assertThrows(Memory.Fault.class, () -> Mem.getLong(address));
        assertTrue(String.valueOf(fault.getMessage()).startsWith("there is no memory at 0x"), fault::getMessage);
    }

    @Test
    void theBreakMovesBothWaysAndBackInTime() {
        Memory.Moment before = memory.now();
        long start = Os.sbrk(100);
        Mem.putLong(start + 92, 7);
        assertEquals(start + 100, Os.sbrk(PAGE_BYTES));
        assertEquals(start + 100 + PAGE_BYTES, Os.sbrk(0));
        assertEquals(7, Mem.getLong(start + 92));
        assertEquals(Os.MAP_FAILED(), Os.sbrk(1L << 40));
        memory.backTo(before);
        assertFault(start);
        assertEquals(start, Os.sbrk(0));
    }
}
