package dev.ashlar.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.core.zone.ZoneRoot;
import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Os;
import dev.ashlar.suites.Blocks;
import dev.ashlar.suites.Captured;
import dev.ashlar.suites.CompiledZone;
import dev.ashlar.suites.CoreSubject;
import dev.ashlar.suites.TlsfSubject;
import dev.ashlar.suites.Trace;
import java.util.Arrays;
import java.util.function.LongFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One trace, one address, twice: by the JVM and by the C. Every byte of both heaps is the same. */
final class SameBytesTest {
    private static final long ADDRESS = 0x2000_0000_0000L;
    private static final long MEMORY_BYTES = 16 << 20;
    private static final long ROOT_BYTES = 64 << 10;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aTraceLeavesTheSameBytesOfAZoneHeap(long seed) {
        assertSame(image(seed, address -> zoneHeap(address, false)), image(seed, address -> zoneHeap(address, true)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aTraceLeavesTheSameBytesOfAPool(long seed) {
        assertSame(
                image(seed, address -> TlsfSubject.managing(address, MEMORY_BYTES)),
                image(seed, address -> NativeTlsfSubject.managing(address, MEMORY_BYTES)));
    }

    private static void assertSame(byte[] managed, byte[] compiled) {
        assertEquals(-1, Arrays.mismatch(managed, compiled), "first byte that differs");
        int used = 0;
        for (byte one : managed) used += one == 0 ? 0 : 1;
        assertTrue(used > 100_000, "an image of %d bytes that are not zero compares nothing".formatted(used));
    }

    private static Blocks zoneHeap(long address, boolean isNative) {
        assertTrue(ZoneRoot.BYTES <= ROOT_BYTES);
        long heapAddress = address + ROOT_BYTES;
        long heapBytes = MEMORY_BYTES - ROOT_BYTES;
        return isNative
                ? new CompiledZone(Exports.LIBRARY, Captured::output, address, heapAddress, heapBytes)
                : CoreSubject.managing(address, heapAddress, heapBytes, Captured::output);
    }

    private static byte[] image(long seed, LongFunction<Blocks> heapAt) {
        long address = Os.mmap(ADDRESS, MEMORY_BYTES, Os.PROT_READ_WRITE(), Os.MAP_PRIVATE_ANONYMOUS());
        assertEquals(ADDRESS, address, "the address is taken");
        try (Blocks heap = heapAt.apply(address)) {
            new Trace(seed, 5000).run(heap, false, false);
            byte[] image = new byte[(int) MEMORY_BYTES];
            for (int i = 0; i < image.length; i++) image[i] = Mem.getByte(address + i);
            return image;
        } finally {
            Os.munmap(address, MEMORY_BYTES);
        }
    }
}
