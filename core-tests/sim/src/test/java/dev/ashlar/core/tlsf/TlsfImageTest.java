package dev.ashlar.core.tlsf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.core.rule.Report;
import dev.ashlar.core.rule.Rule;
import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Os;
import dev.ashlar.platform.Sim;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An allocator in memory that outlives its process. */
final class TlsfImageTest {
    private static final long BYTES = 32 << 10;
    private static final int FIRSTS = 10;
    private static final int LOG_SECOND = 3;

    private long image;
    private long control;
    private long report;

    @BeforeEach
    void create() {
        Sim.reset(4096);
        image = map();
        report = map();
        control = TlsfImage.create(image, BYTES, FIRSTS, LOG_SECOND);
        assertNotEquals(0, control);
    }

    private static long map() {
        return Os.mmap(0, BYTES, Os.PROT_READ_WRITE(), Os.MAP_PRIVATE_ANONYMOUS());
    }

    private void assertSound(String where) {
        long faults = TlsfVerifier.verify(control, report, 16);
        List<String> found = new ArrayList<>();
        for (long i = 0; i < Math.min(faults, 16); i++)
            found.add("rule %d at %+d".formatted(Report.rule(report, i), Report.address(report, i) - control));
        assertEquals(List.of(), found, where);
    }

    private long filled(long sizeBytes, int tag) {
        long payload = Tlsf.malloc(control, sizeBytes);
        assertNotEquals(0, payload);
        Mem.fill(payload, Tlsf.usableBytes(payload), tag);
        return payload;
    }

    @Test
    void whatWasClosedIsOpenedAtAnotherAddress() {
        long payload = filled(100, 7);
        filled(3000, 8);
        assertEquals(Rule.NONE, Tlsf.free(control, filled(500, 9)));
        TlsfImage.setMark(image, payload - image);
        TlsfImage.close(image);
        long moved = map();
        Mem.copy(image, moved, BYTES);
        Os.munmap(image, BYTES);
        image = moved;
        assertEquals(TlsfImage.CLEAN, TlsfImage.open(image, BYTES));
        control = TlsfImage.control(image);
        assertSound("moved");
        assertEquals(2, TlsfWalk.liveBlocks(control));
        long found = image + TlsfImage.mark(image);
        assertEquals(7, Mem.getByte(found + 99));
        assertEquals(Rule.NONE, Tlsf.free(control, found));
        assertNotEquals(0, Tlsf.malloc(control, Tlsf.certainBytes(control)));
        assertSound("used");
    }

    @Test
    void memoryThatIsNoImageIsRefused() {
        long other = map();
        Mem.fill(other, BYTES, 0);
        assertEquals(TlsfImage.NO_IMAGE, TlsfImage.open(other, BYTES));
        assertEquals(TlsfImage.NO_IMAGE, TlsfImage.open(image + 8, BYTES - 8));
        assertEquals(TlsfImage.NO_IMAGE, TlsfImage.open(image, 63));
        TlsfImage.close(image);
        assertEquals(TlsfImage.OTHER_BYTES, TlsfImage.open(image, BYTES / 2));
        Mem.putLong(image, Mem.getLong(image) + 1);
        assertEquals(TlsfImage.OTHER_VERSION, TlsfImage.open(image, BYTES));
    }

    /** Every word of the header but mark and lock, and of the control, when it was closed. */
    @Test
    void aTornImageIsRefused() {
        filled(100, 1);
        TlsfImage.close(image);
        long controlEnd = control + Tlsf.controlBytes(FIRSTS, LOG_SECOND);
        for (long at = image; at < controlEnd; at += 8) {
            if (at == image + 48 || at == image + 56) continue;
            Mem.putLong(at, Mem.getLong(at) ^ 1L << 40);
            int opened = TlsfImage.open(image, BYTES);
            assertTrue(opened >= TlsfImage.NO_IMAGE, "word %d: %d".formatted(at - image, opened));
            Mem.putLong(at, Mem.getLong(at) ^ 1L << 40);
        }
        assertEquals(TlsfImage.CLEAN, TlsfImage.open(image, BYTES));
    }

    @Test
    void anOpenImageWhoseBlocksCantBeFollowedIsRefused() {
        long payload = filled(100, 1);
        long word = Mem.getLong(payload - 8);
        for (long bad : new long[] {0, 16, BYTES, word + 8 * BYTES, -16 & (1L << 56) - 1}) {
            Mem.putLong(payload - 8, bad);
            assertEquals(TlsfImage.TORN, TlsfImage.open(image, BYTES), "a header of " + bad);
        }
        Mem.putLong(payload - 8, word);
        assertEquals(TlsfImage.RECOVERED, TlsfImage.open(image, BYTES));
        assertSound("after all");
    }

    /** What the flags, ghosts, lists and counts say is made anew. */
    @Test
    void recoveryNeedsTheHeadersAlone() {
        long payload = filled(100, 1);
        assertEquals(Rule.NONE, Tlsf.free(control, filled(700, 2)));
        Random random = new Random(3);
        long controlEnd = control + Tlsf.controlBytes(FIRSTS, LOG_SECOND);
        for (long at = control + 64; at < controlEnd; at += 8) Mem.putLong(at, random.nextLong());
        Mem.putLong(control + 16, random.nextLong());
        Mem.putLong(control + 24, random.nextLong());
        assertEquals(TlsfImage.RECOVERED, TlsfImage.open(image, BYTES));
        assertSound("recovered");
        assertEquals(1, TlsfWalk.liveBlocks(control));
        assertEquals(Rule.NONE, Tlsf.free(control, payload));
    }

    /**
     * A random history ends at each of its stores in turn, as by a kill. Opened again, the image is sound, and every block
     * that no operation was at work on is live with its contents.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void killedAtAnyStoreTheImageIsPutInOrder(long seed) {
        boolean isStopped;
        long stores = 0;
        do {
            create();
            History history = new History(new Random(seed));
            stores += stores < 300 ? 1 : 13;
            isStopped = Sim.stopsAtStore(stores, () -> history.run(150));
            int opened = TlsfImage.open(image, BYTES);
            String where = "seed %d, store %d, %s".formatted(seed, stores, history.doing);
            assertEquals(TlsfImage.RECOVERED, opened, where);
            assertSound(where);
            history.assertWhole(where);
        } while (isStopped);
        assertTrue(stores > 1000, stores + " stores are too few");
    }

    private final class History {
        private final Random random;
        private final Map<Long, Long> held = new HashMap<>();
        private final List<Long> payloads = new ArrayList<>();
        private String doing = "";

        private History(Random random) {
            this.random = random;
        }

        private void run(int steps) {
            for (int i = 0; i < steps; i++) {
                if (payloads.size() < 4 || random.nextInt(3) == 0) allocate();
                else if (random.nextBoolean()) free();
                else reallocate();
            }
        }

        private void allocate() {
            long size = random.nextInt(1, 1500);
            doing = "malloc(%d)".formatted(size);
            boolean isAligned = random.nextInt(4) == 0;
            hold(isAligned ? Tlsf.alignedAlloc(control, 256, size) : Tlsf.malloc(control, size), size);
        }

        private void free() {
            long payload = take();
            doing = "free";
            assertEquals(Rule.NONE, Tlsf.free(control, payload));
        }

        private void reallocate() {
            long payload = take();
            long size = random.nextInt(1, 3000);
            doing = "realloc(%d)".formatted(size);
            long moved = Tlsf.realloc(control, payload, size);
            hold(moved == 0 ? payload : moved, Tlsf.usableBytes(moved == 0 ? payload : moved));
        }

        /** From now on an operation is at work on the block. */
        private long take() {
            long payload = payloads.remove(random.nextInt(payloads.size()));
            held.remove(payload);
            return payload;
        }

        private void hold(long payload, long size) {
            if (payload == 0) return;
            Mem.fill(payload, size, (int) (payload >>> 4));
            held.put(payload, size);
            payloads.add(payload);
        }

        private void assertWhole(String where) {
            held.forEach((payload, size) -> {
                assertEquals(Rule.NONE, TlsfWalk.ruleAgainst(control, payload), where);
                for (long i = 0; i < size; i++)
                    assertEquals((byte) (payload >>> 4), Mem.getByte(payload + i), () -> where + ": contents");
            });
        }
    }
}
