package dev.ashlar;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.platform.Mem;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a heap that is debugged finds, and whom it names. */
final class DebugHeapTest {
    private Heap heap = Heap.builder().debug(true).shared();

    @AfterEach
    void close() {
        assertDoesNotThrow(heap::close, "what is told is told once");
        List.of("onError", "stacks", "quarantine", "leaks").forEach(name -> System.clearProperty("ashlar." + name));
    }

    private long allocateHere(long byteSize) {
        return heap.malloc(byteSize);
    }

    private void freeHere(long address) {
        heap.free(address);
    }

    /** The method that a suppressed trace begins with. */
    private static String culprit(MisuseException misuse, String what) {
        for (Throwable trace : misuse.getSuppressed())
            if (what.equals(trace.getMessage())) return trace.getStackTrace()[0].getMethodName();
        return "nobody";
    }

    @Test
    void anOverflowIsFoundWhenTheBlockIsFreed() {
        long block = allocateHere(100);
        Mem.putByte(block + 102, (byte) 7);
        MisuseException misuse = assertThrows(MisuseException.class, () -> heap.free(block));
        assertEquals(
                "free: overflow at 0x%x, 2 bytes behind the block of 100 bytes at 0x%x".formatted(block + 102, block),
                misuse.getMessage());
        assertEquals("allocateHere", culprit(misuse, "allocated by"));
        assertEquals("nobody", culprit(misuse, "freed by"));
        assertEquals(
                "double-free",
                assertThrows(MisuseException.class, () -> heap.free(block)).rule());
    }

    @Test
    void anUnderflowIsFoundWhenItIsLookedFor() {
        long block = allocateHere(8);
        Mem.putByte(block - 1, (byte) 7);
        MisuseException misuse = assertThrows(MisuseException.class, () -> heap.check());
        assertEquals(
                "check: underflow at 0x%x, 1 byte before the block of 8 bytes at 0x%x".formatted(block - 1, block),
                misuse.getMessage());
        assertDoesNotThrow(heap::check, "it is told once");
    }

    @Test
    void aWriteAfterFreeIsFoundAndBothAreNamed() {
        long block = allocateHere(64);
        freeHere(block);
        Mem.putInt(block + 12, 1);
        MisuseException misuse = assertThrows(MisuseException.class, () -> heap.check());
        assertEquals("write-after-free", misuse.rule());
        assertEquals(block + 12, misuse.address());
        assertEquals("allocateHere", culprit(misuse, "allocated by"));
        assertEquals("freeHere", culprit(misuse, "freed by"));
    }

    @Test
    void aDoubleFreeNamesTheFirst() {
        long block = allocateHere(64);
        freeHere(block);
        MisuseException misuse = assertThrows(MisuseException.class, () -> heap.free(block));
        assertEquals("double-free", misuse.rule());
        assertEquals("freeHere", culprit(misuse, "freed by"));
    }

    @Test
    void blocksOfArenasAreGuarded() {
        Arena arena = heap.arena();
        MemorySegment block = arena.allocate(20);
        Mem.putByte(block.address() + 20, (byte) 1);
        MisuseException misuse = assertThrows(MisuseException.class, arena::close);
        assertEquals("overflow", misuse.rule());
        assertEquals("blocksOfArenasAreGuarded", culprit(misuse, "allocated by"));
    }

    @Test
    void anArenaThatIsDamagedGivesAllBackAndTellsAll() {
        Budget budget = Budget.of("arenas", 1000);
        Arena arena = heap.arena(budget);
        for (int i = 0; i < 5; i++) {
            MemorySegment block = arena.allocate(20);
            if (i == 1 || i == 3) Mem.putByte(block.address() + 20, (byte) 1);
        }
        MisuseException misuse = assertThrows(MisuseException.class, arena::close);
        assertEquals(
                1,
                Stream.of(misuse.getSuppressed())
                        .filter(MisuseException.class::isInstance)
                        .count());
        assertEquals(List.of(), heap.leaks());
        assertEquals(0, budget.usedBytes());
    }

    /** The finding comes before anything has changed; told once, it does not stand in the way. */
    @Test
    void anOverflowIsFoundBeforeABlockIsResized() {
        long block = allocateHere(100);
        Mem.putByte(block + 100, (byte) 7);
        MisuseException misuse = assertThrows(MisuseException.class, () -> heap.realloc(block, 5000));
        assertEquals("overflow", misuse.rule());
        assertEquals(100, heap.usableBytes(block));
        assertEquals(5000, heap.usableBytes(heap.realloc(block, 5000)));
    }

    @Test
    void whoClosesAnArenaHasFreedItsBlocks() {
        MemorySegment block;
        try (Arena arena = heap.arena()) {
            block = arena.allocate(10);
        }
        MisuseException misuse = assertThrows(MisuseException.class, () -> heap.free(block.address()));
        assertEquals("whoClosesAnArenaHasFreedItsBlocks", culprit(misuse, "freed by"));
    }

    @Test
    void optionsAreReadTheSameInTurkey() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.of("tr"));
        System.setProperty("ashlar.onError", "ignore");
        heap = Heap.builder().debug(true).shared();
        Locale.setDefault(before);
        assertDoesNotThrow(() -> heap.free(4096));
    }

    @Test
    void leaksAreGroupedByPlaceMostBytesFirst() {
        for (int i = 0; i < 3; i++) allocateHere(100);
        heap.malloc(1000);
        heap.free(heap.malloc(5000));
        List<Leak> leaks = heap.leaks();
        assertEquals(List.of(1L, 3L), leaks.stream().map(Leak::blocks).toList());
        assertEquals(List.of(1000L, 300L), leaks.stream().map(Leak::byteSize).toList());
        assertEquals("allocateHere", leaks.get(1).allocatedBy().getFirst().getMethodName());
        assertTrue(
                leaks.get(1)
                        .toString()
                        .matches("(?s)300 bytes in 3 blocks, the oldest at 0x\\p{XDigit}+, \\d+\\.\\d s old, .*"),
                leaks.toString());
        assertEquals(List.of(), Heap.shared().leaks(), "others don't know");
    }

    /** Blocks of one place are one leak, whenever they were allocated; its age is that of the oldest. */
    @Test
    void aLeakIsAsOldAsTheOldestBlock() {
        long start = System.nanoTime();
        long[] blocks = new long[2];
        for (int i = 0; i < 2; i++) {
            blocks[i] = allocateHere(100);
            long end = System.nanoTime() + 250_000_000;
            while (System.nanoTime() < end) Thread.onSpinWait();
        }
        List<Leak> leaks = heap.leaks();
        long mostMillis = (System.nanoTime() - start) / 1_000_000 + 100;
        assertEquals(1, leaks.size(), leaks::toString);
        assertEquals(blocks[0], leaks.getFirst().address());
        long millis = leaks.getFirst().age().toMillis();
        assertTrue(400 <= millis && millis <= mostMillis, leaks::toString);
        heap.free(blocks[0]);
        assertEquals(blocks[1], heap.leaks().getFirst().address());
    }

    @Test
    void aStackTraceHasAsManyFramesAsWished() {
        System.setProperty("ashlar.stacks", "2");
        heap = Heap.builder().debug(true).shared();
        allocateHere(10);
        assertEquals(2, heap.leaks().getFirst().allocatedBy().size());
    }

    /** What was never closed is told when it is, and the heap is closed all the same. */
    @Test
    void closingLooksAtEverything() {
        long block = allocateHere(30);
        Mem.putByte(block + 30, (byte) 1);
        MisuseException misuse = assertThrows(MisuseException.class, heap::close);
        assertTrue(misuse.getMessage().startsWith("close: overflow at"), misuse.getMessage());
        assertThrows(IllegalStateException.class, () -> heap.malloc(1));
    }

    @Test
    void whereMisuseIsOnlyToldTheProgramGoesOn() {
        System.setProperty("ashlar.onError", "report");
        try (Told told = new Told()) {
            heap = Heap.builder().debug(true).shared();
            long block = allocateHere(100);
            Mem.putByte(block + 100, (byte) 7);
            heap.free(block);
            heap.free(block);
            assertNotEquals(0, heap.malloc(100));
            assertEquals(2, told.lines().size(), told.lines()::toString);
            assertTrue(told.lines().get(0).startsWith("free: overflow at 0x"));
            assertTrue(told.lines().get(1).startsWith("free: double-free at 0x"));
        }
    }

    @Test
    void badOptionsAreToldAndIgnored() {
        System.setProperty("ashlar.onError", "explode");
        System.setProperty("ashlar.stacks", "none");
        System.setProperty("ashlar.quarantine", "-1");
        try (Told told = new Told()) {
            heap = Heap.builder().debug(true).shared();
            assertEquals(
                    List.of(
                            "-Dashlar.onError=explode: no such value; ignored",
                            "-Dashlar.stacks=none: no such value; ignored",
                            "-Dashlar.quarantine=-1: no such value; ignored"),
                    told.lines());
        }
        long block = heap.malloc(1);
        heap.free(block);
        assertThrows(MisuseException.class, () -> heap.free(block));
    }

    @Test
    void whatIsLiveIsToldAtTheEndIfThatIsWished() {
        System.setProperty("ashlar.leaks", "true");
        try (Told told = new Told()) {
            heap = Heap.builder().debug(true).shared();
            allocateHere(123);
            heap.close();
            assertEquals(1, told.lines().size());
            assertTrue(told.lines().getFirst().startsWith("not freed: 123 bytes in a block at 0x"));
            assertTrue(told.lines().getFirst().contains("DebugHeapTest.allocateHere(DebugHeapTest.java:"));
        }
    }

    /** The process of {@link LeakingProcess} ends with one heap closed and one open. */
    @Test
    void whatIsLiveIsToldAtTheEndOfAProcess() throws Exception {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dashlar.debug=true",
                        "-Dashlar.leaks=true",
                        "-cp",
                        System.getProperty("ashlar.classes"),
                        LeakingProcess.class.getName())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), said);
        assertTrue(said.contains("not freed: 111 bytes in a block at 0x"), said);
        String atExit = said.substring(said.indexOf("ashlar: exit: "));
        assertTrue(atExit.startsWith("ashlar: exit: not freed: 222 bytes in 2 blocks, the oldest at 0x"), said);
        assertTrue(atExit.contains("\tat dev.ashlar.LeakingProcess.main(LeakingProcess.java:"), said);
    }

    /** Memory is short, so the quarantine gives way, and what was in it is looked at; nobody would know the block's address. */
    @Test
    void anAllocationThatThrowsKeepsNoBlock() {
        heap = Heap.builder().limit(4 << 20).debug(true).shared();
        long held = heap.malloc(500_000);
        heap.free(held);
        Mem.putByte(held, (byte) 1);
        List<Long> blocks = new ArrayList<>();
        MisuseException misuse = assertThrows(MisuseException.class, () -> {
            while (true) blocks.add(heap.malloc(200_000));
        });
        assertEquals("write-after-free", misuse.rule());
        assertTrue(misuse.getMessage().startsWith("malloc: "), misuse.getMessage());
        assertEquals(
                List.of((long) blocks.size()),
                heap.leaks().stream().map(Leak::blocks).toList());
    }

    @Test
    void threadsShareIt() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 200; i++) {
                threads.submit(() -> {
                    for (int j = 1; j < 50; j++) heap.free(heap.malloc(j * 10));
                });
            }
        }
        assertEquals(List.of(), heap.leaks());
    }
}
