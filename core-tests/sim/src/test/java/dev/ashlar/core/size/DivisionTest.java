package dev.ashlar.core.size;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** The one multiplication against a division, for each size that slots have. */
class DivisionTest {
    private static final int ROUNDS = 20_000;

    private static void verify(long distance, int sizeClass, long slots) {
        long bytes = SizeClass.bytes(sizeClass);
        long magic = Division.magic(bytes);
        long limit = slots * Division.step(magic, bytes);
        boolean isSlot = distance % bytes == 0 && distance >= 0 && distance / bytes < slots;
        assertEquals(isSlot, Division.isMultipleBelow(distance, magic, limit), () -> "distance %d, %d slots of %d"
                .formatted(distance, slots, bytes));
    }

    @Test
    void distancesInAndAroundThePageAreToldApart() {
        for (int i = 0; i < SizeClass.COUNT; i++) {
            long bytes = SizeClass.bytes(i);
            for (long slots : new long[] {0, 1, 2, 3, 7, 64, 4096}) {
                for (long slot = -3; slot <= slots + 3; slot++) {
                    for (long off : new long[] {-16, -1, 0, 1, 15, 16, bytes / 2, bytes - 1})
                        verify(slot * bytes + off, i, slots);
                }
            }
        }
    }

    @Test
    void multiplesOf16AreToldApartWhereverTheyAre() {
        Random random = new Random(1);
        for (int i = 0; i < SizeClass.COUNT; i++) {
            for (int round = 0; round < ROUNDS; round++) {
                long distance = random.nextLong() >> 17 & -16;
                verify(distance, i, 64);
                verify(distance - distance % SizeClass.bytes(i) - 16, i, 64);
            }
        }
    }

    @Test
    void othersAreToldApartUpTo64TiB() {
        Random random = new Random(2);
        for (int i = 0; i < SizeClass.COUNT; i++) {
            for (int round = 0; round < ROUNDS; round++) {
                long distance = random.nextLong() >> 18;
                verify(distance, i, 64);
                verify(distance - distance % SizeClass.bytes(i) - 1, i, 64);
            }
        }
    }

    /** Where the largest slots' products come round: the sum is largest for a distance just below a multiple. */
    @Test
    void multiplesOf16AreToldApartWhereTheProductIsLargest() {
        for (int i = SizeClass.of(1 << 16); i < SizeClass.COUNT; i++) {
            long bytes = SizeClass.bytes(i);
            for (long slot = (1L << 47) / bytes; slot > (1L << 47) / bytes - ROUNDS; slot--) {
                verify(slot * bytes - 16, i, 7);
                verify(-(slot * bytes - 16), i, 7);
            }
            for (long slot = (1L << 46) / bytes; slot > (1L << 46) / bytes - ROUNDS; slot--) {
                verify(slot * bytes - 16, i, 7);
                verify(slot * bytes - 1 - bytes, i, 7);
            }
        }
    }
}
