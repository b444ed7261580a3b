package dev.ashlar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.map.Area;
import dev.ashlar.map.Block;
import dev.ashlar.map.Page;
import dev.ashlar.map.Picture;
import dev.ashlar.map.Piece;
import dev.ashlar.map.Run;
import dev.ashlar.map.Size;
import dev.ashlar.map.Tally;
import dev.ashlar.map.Use;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a dump says of a heap is so. */
final class HeapDumpTest {
    /** Against a model: which blocks are live, and the heap's own numbers. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = "(DEBUG_)?(CONFINED|SHARED)")
    void aQuietHeapIsShownAsItIs(HeapKind kind) {
        Random random = new Random(11);
        try (Heap heap = kind.open()) {
            Map<Long, Long> live = new TreeMap<>();
            Set<Long> freed = new HashSet<>();
            for (int round = 0; round < 12; round++) {
                for (int step = 0; step < 600; step++) change(heap, random, live, freed);
                if (round % 4 == 3) heap.collect();
                Picture picture = heap.dump().picture();
                assertWhole(picture);
                Set<Long> shown = liveIn(picture);
                assertEquals(live.keySet(), shown, "round " + round);
                assertTrue(freed.stream().noneMatch(shown::contains));
                assertIsAsTheHeapSays(heap, picture);
                assertEquals(
                        live.values().stream().mapToLong(Long::longValue).sum(),
                        picture.tally().bytes(Use.LIVE));
            }
        }
    }

    /** Allocates or frees one block; of those that are live the usable bytes are kept. */
    private static void change(Heap heap, Random random, Map<Long, Long> live, Set<Long> freed) {
        if (random.nextInt(5) < 2 && !live.isEmpty()) {
            long address = new ArrayList<>(live.keySet()).get(random.nextInt(live.size()));
            heap.free(address);
            live.remove(address);
            freed.add(address);
            return;
        }
        long size = random.nextInt(random.nextInt(20) == 0 ? 400_000 : 3000);
        long address = random.nextInt(8) == 0 ? heap.alignedAlloc(1L << random.nextInt(14), size) : heap.malloc(size);
        live.put(address, heap.usableBytes(address));
        freed.remove(address);
    }

    /** Every byte is in one piece, and everything in the order of addresses. */
    private static void assertWhole(Picture picture) {
        long before = 0;
        for (Area area : picture.areas()) {
            assertTrue(area.address() >= before, "areas overlap");
            long at = area.address();
            for (Piece piece : area.pieces()) {
                assertEquals(at, piece.address(), "a hole, or an overlap");
                assertTrue(piece.bytes() > 0);
                assertEquals(piece.bytes(), piece.tally().reservedBytes(), "the uses of a piece's bytes");
                at = piece.end();
            }
            before = area.address() + area.bytes();
            assertEquals(before, at);
        }
        long pages = picture.sizes().stream().mapToLong(Size::pages).sum();
        assertTrue(pages
                <= picture.areas().stream()
                        .mapToLong(area -> area.pieces().size())
                        .sum());
    }

    private static Set<Long> liveIn(Picture picture) {
        Set<Long> live = new HashSet<>();
        for (Piece piece : pieces(picture)) {
            if (piece instanceof Page page)
                page.live().stream().forEach(slot -> live.add(page.address() + slot * page.slotBytes()));
            else if (piece instanceof Block block && block.use() == Use.LIVE) live.add(block.payload());
        }
        return live;
    }

    /** Those of {@code blocks} that are not. */
    private static List<Long> notLiveIn(Picture picture, Set<Long> blocks) {
        NavigableMap<Long, Piece> byAddress = new TreeMap<>();
        for (Piece piece : pieces(picture)) byAddress.put(piece.address(), piece);
        return blocks.stream()
                .filter(block -> !isLive(byAddress.floorEntry(block).getValue(), block))
                .toList();
    }

    private static boolean isLive(Piece piece, long address) {
        return switch (piece) {
            case Page page -> page.live().get((int) ((address - page.address()) / page.slotBytes()));
            case Block block -> block.use() == Use.LIVE && block.payload() == address;
            case Run _ -> false;
        };
    }

    private static List<Piece> pieces(Picture picture) {
        return picture.areas().stream().flatMap(area -> area.pieces().stream()).toList();
    }

    private static List<Page> pages(Picture picture) {
        return pieces(picture).stream()
                .filter(Page.class::isInstance)
                .map(Page.class::cast)
                .toList();
    }

    private static void assertIsAsTheHeapSays(Heap heap, Picture picture) {
        HeapStats stats = heap.stats();
        Tally tally = picture.tally();
        assertEquals(stats.liveBlocks(), tally.blocks(Use.LIVE));
        assertEquals(stats.usableBytes(), tally.bytes(Use.LIVE));
        assertEquals(stats.committedBytes(), tally.committedBytes());
        boolean isGuarded = picture.design().equals("guarded");
        assertEquals(stats.idleBytes(), tally.bytes(isGuarded ? Use.QUARANTINED : Use.IDLE));
        if (!isGuarded) assertEquals(stats.reservedBytes(), tally.reservedBytes());
    }

    @ParameterizedTest
    @EnumSource(names = {"CONFINED", "SHARED"})
    void whatAThreadKeepsReadyIsShownAsThat(HeapKind kind) {
        try (Heap heap = kind.open()) {
            long[] blocks = new long[80];
            for (int i = 0; i < blocks.length; i++) blocks[i] = heap.malloc(100);
            for (long block : blocks) heap.free(block);
            Tally tally = heap.dump().picture().tally();
            assertEquals(0, tally.blocks(Use.LIVE));
            assertEquals(65, tally.blocks(Use.KEPT), "the last, and as many as a magazine has room for");
            assertEquals(0, tally.underWay());
            Page page = pages(heap.dump().picture()).getFirst();
            assertEquals(Thread.currentThread().getName(), page.owner());
            assertTrue(heap.dump().text().contains("65 kept ready"), heap.dump()::text);
        }
    }

    /** What has been freed for another's page and is not back there yet is free, whatever the page counts. */
    @Test
    void whatIsUnderWayIsNotLive() throws InterruptedException {
        try (Heap heap = Heap.builder().debug(false).shared()) {
            long[] blocks = new long[10];
            for (int i = 0; i < blocks.length; i++) blocks[i] = heap.malloc(500);
            Thread other = new Thread(() -> {
                for (int i = 0; i < 4; i++) heap.free(blocks[i]);
            });
            other.start();
            other.join();
            Picture picture = heap.dump().picture();
            assertEquals(6, picture.tally().blocks(Use.LIVE));
            assertEquals(6, heap.stats().liveBlocks());
            assertTrue(picture.tally().underWay() > 0, "nothing is under way");
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = "(DEBUG_)?(CONFINED|SHARED)")
    void aDumpTakesNothingFromTheHeap(HeapKind kind) {
        try (Heap heap = kind.open()) {
            for (int i = 0; i < 1000; i++) heap.malloc(i);
            HeapStats before = heap.stats();
            HeapDump dump = heap.dump();
            String text = dump.text();
            dump.json();
            dump.html();
            assertEquals(before, heap.stats());
            for (int i = 0; i < 1000; i++) heap.malloc(i);
            assertEquals(text, dump.text(), "it does not change any more");
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = "(DEBUG_)?(CONFINED|SHARED)")
    void anEmptyHeapHasNothing(HeapKind kind) {
        try (Heap heap = kind.open()) {
            HeapDump dump = heap.dump();
            assertEquals(List.of(), dump.picture().areas());
            assertTrue(dump.text().contains("committed"), dump::text);
            assertTrue(dump.json().contains("\"areas\":[]"), dump::json);
            assertTrue(dump.html().contains("<b>0</b> blocks"), dump::html);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = "(DEBUG_)?(CONFINED|SHARED)")
    void aHugeBlockIsOnePiece(HeapKind kind) {
        try (Heap heap = kind.open()) {
            long address = heap.malloc(100 << 20);
            Picture picture = heap.dump().picture();
            assertWhole(picture);
            Block block = pieces(picture).stream()
                    .filter(Block.class::isInstance)
                    .map(Block.class::cast)
                    .findFirst()
                    .orElseThrow();
            assertEquals(address, block.payload());
            assertEquals(heap.usableBytes(address), block.payloadBytes());
            assertTrue(heap.dump().text().lines().count() < 30, heap.dump()::text);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = "(DEBUG_)?(CONFINED|SHARED)")
    void aClosedHeapHasNoDump(HeapKind kind) {
        Heap heap = kind.open();
        heap.close();
        assertThrows(IllegalStateException.class, heap::dump);
    }

    @ParameterizedTest
    @EnumSource(names = {"CONFINED", "DEBUG_CONFINED"})
    void aConfinedHeapIsDumpedByItsOwner(HeapKind kind) throws Exception {
        try (Heap heap = kind.open();
                ExecutorService other = Executors.newSingleThreadExecutor()) {
            other.submit(() -> assertThrows(WrongThreadException.class, heap::dump))
                    .get();
        }
    }

    /** What lives throughout is in each dump; the rest comes and goes. */
    @ParameterizedTest
    @EnumSource(names = {"SHARED", "DEBUG_SHARED"})
    void threadsGoOnDuringADump(HeapKind kind) throws Exception {
        try (Heap heap = kind.open(256 << 20);
                ExecutorService executor = Executors.newFixedThreadPool(8)) {
            Set<Long> staying = new HashSet<>();
            for (int i = 0; i < 2000; i++) staying.add(heap.malloc(16 + i));
            AtomicBoolean isOver = new AtomicBoolean();
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Random random = new Random(i);
                ends.add(executor.submit(() -> comeAndGo(heap, random, isOver)));
            }
            try {
                int dumps = kind.isDebugged() ? 20 : 200;
                for (int i = 0; i < dumps; i++) {
                    Picture picture = heap.dump().picture();
                    assertWhole(picture);
                    assertEquals(List.of(), notLiveIn(picture, staying), "dump " + i);
                }
            } finally {
                isOver.set(true); // or the executor would wait for ever
            }
            for (Future<?> end : ends) end.get();
            Picture quiet = heap.dump().picture();
            assertIsAsTheHeapSays(heap, quiet);
            assertEquals(staying, liveIn(quiet));
        }
    }

    private static void comeAndGo(Heap heap, Random random, AtomicBoolean isOver) {
        long[] blocks = new long[400];
        while (!isOver.get()) {
            int at = random.nextInt(blocks.length);
            heap.free(blocks[at]);
            blocks[at] = heap.malloc(random.nextInt(random.nextInt(30) == 0 ? 500_000 : 2000));
            if (random.nextInt(20_000) == 0) heap.collect();
            if (random.nextInt(500) == 0) LockSupport.parkNanos(1); // or they would leave the one that dumps no time
        }
        for (long block : blocks) heap.free(block);
    }

    @Test
    void aDebuggedHeapShowsWhatIsGuardedQuarantinedAndFenced() {
        System.setProperty("ashlar.guard", "1/3");
        try (Heap heap = HeapKind.DEBUG_CONFINED.open()) {
            long[] blocks = new long[30];
            for (int i = 0; i < blocks.length; i++) blocks[i] = heap.malloc(1000);
            for (int i = 0; i < 12; i++) heap.free(blocks[i]);
            HeapDump dump = heap.dump();
            Picture picture = dump.picture();
            assertWhole(picture);
            Tally tally = picture.tally();
            assertEquals(18, tally.blocks(Use.LIVE));
            assertEquals(12, tally.blocks(Use.QUARANTINED));
            assertEquals(18_000, tally.bytes(Use.LIVE));
            assertEquals(heap.stats().committedBytes(), tally.committedBytes());
            assertTrue(tally.bytes(Use.GUARD) >= 18 * 24, "a tag and two canaries for each");
            List<Block> freed = blocksOf(picture, Use.QUARANTINED);
            assertEquals(4, freed.stream().filter(Block::isFenced).count());
            for (Block block : blocksOf(picture, Use.LIVE))
                assertTrue(block.allocatedBy().contains(HeapDumpTest.class.getSimpleName()), block.allocatedBy());
            assertTrue(freed.stream().allMatch(block -> block.freedBy().contains("HeapDumpTest")));
            assertTrue(pieces(picture).stream().anyMatch(piece -> piece instanceof Run && piece.use() == Use.FENCE));
            assertTrue(dump.text().contains("quarantined block of 1000 bytes"), dump::text);
        } finally {
            System.clearProperty("ashlar.guard");
        }
    }

    private static List<Block> blocksOf(Picture picture, Use use) {
        return pieces(picture).stream()
                .filter(piece -> piece instanceof Block block && block.use() == use)
                .map(Block.class::cast)
                .toList();
    }

    @Test
    void coloursAreThereIfWanted() {
        try (Heap heap = Heap.confined()) {
            heap.malloc(100);
            assertFalse(heap.dump().text().contains("\u001b"));
            String coloured = heap.dump().text(true);
            assertTrue(coloured.contains("\u001b[32m"));
            assertEquals(heap.dump().text(), coloured.replaceAll("\u001b\\[\\d+m", ""));
        }
    }
}
