package dev.ashlar.core.segment;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.suites.SegmentSubject;
import org.junit.jupiter.api.Test;

/** As long as somebody looks at slots, no arena goes. */
final class LookersTest {
    private static final int MANY = 10_000;

    @Test
    void anArenaThatSomebodyLooksAtIsNotReleased() throws InterruptedException {
        SegmentSubject subject = new SegmentSubject(Runnable::run);
        long root = subject.root();
        subject.free(subject.malloc(1 << 20));
        long arena = Arenas.at(root, 0);
        Purse.look(root);
        Thread releasing = new Thread(() -> Arenas.releaseIdle(root));
        releasing.start();
        while (Arena.isOpen(arena)) Thread.onSpinWait();
        for (int i = 0; i < MANY; i++) {
            assertFalse(Arena.isReleased(arena), "it has gone");
            Thread.yield();
        }
        Purse.lookAway(root);
        releasing.join();
        assertTrue(Arena.isReleased(arena));
        subject.close();
    }
}
