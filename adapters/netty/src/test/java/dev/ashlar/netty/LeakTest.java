package dev.ashlar.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.ResourceLeakDetector.Level;
import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;

/** Netty's leak detector finds a buffer of ours that nobody released. */
class LeakTest {
    static {
        Detector.install(Level.PARANOID);
    }

    private final AshlarAllocator allocator = new AshlarAllocator();

    /** Loses one that was in use before, and released: nobody must remember it. */
    private WeakReference<Object> lose() {
        allocator.directBuffer(100).release();
        return new WeakReference<>(allocator.directBuffer(100).unwrap());
    }

    @Test
    void whatIsLostIsFound() {
        WeakReference<Object> lost = lose();
        for (int i = 0; i < 100 && lost.get() != null; i++) System.gc();
        assertNull(lost.get(), "somebody remembers it");
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (Detector.LEAKS.isEmpty() && System.nanoTime() < deadline)
            allocator.directBuffer(1).release();
        assertEquals(1, Detector.LEAKS.size());
        String report = Detector.LEAKS.element();
        assertTrue(report.contains("LeakTest.lose"), report);
        assertEquals(1, allocator.metric().liveDirectBuffers());
        assertEquals(100, allocator.metric().usedDirectMemory());
    }
}
