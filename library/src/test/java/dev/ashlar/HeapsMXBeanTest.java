package dev.ashlar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a tool sees that asks by JMX and has no class of ours. */
final class HeapsMXBeanTest {
    private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

    @BeforeAll
    static void show() {
        HeapsMXBean.register();
        HeapsMXBean.register();
    }

    private static Stream<CompositeData> shown(String attribute) {
        try {
            return Arrays.stream((CompositeData[]) SERVER.getAttribute(new ObjectName(HeapsMXBean.NAME), attribute));
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }

    private static Optional<CompositeData> heap(String name) {
        return shown("Heaps").filter(heap -> heap.get("name").equals(name)).findAny();
    }

    @ParameterizedTest
    @EnumSource
    void aHeapIsShownWhileItIsOpen(HeapKind kind) {
        try (Heap heap = kind.open(Heap.builder().name("shown"))) {
            heap.malloc(1000);
            CompositeData shown = heap("shown").orElseThrow();
            HeapStats stats = heap.stats();
            assertEquals(1L, shown.get("liveBlocks"));
            assertEquals(stats.usableBytes(), shown.get("usableBytes"));
            assertEquals(stats.committedBytes(), shown.get("committedBytes"));
            assertEquals(stats.reservedBytes(), shown.get("reservedBytes"));
            assertEquals(kind.isDebugged(), shown.get("kind").toString().contains("debugged"));
        }
        assertFalse(heap("shown").isPresent());
    }

    /** Asked by another thread, again and again, while the heap is used and closed. */
    @ParameterizedTest
    @EnumSource
    void whoAsksNeverSeesHalfAHeap(HeapKind kind) throws Exception {
        AtomicBoolean isOver = new AtomicBoolean();
        try (ExecutorService tool = Executors.newSingleThreadExecutor()) {
            Future<Long> asked = tool.submit(() -> {
                long times = 0;
                for (; !isOver.get(); times++)
                    heap("asked").ifPresent(shown -> assertTrue((long) shown.get("committedBytes") >= 0));
                return times;
            });
            for (int i = 0; i < 40; i++) {
                try (Heap heap = kind.open(Heap.builder().name("asked"))) {
                    long[] blocks = new long[100];
                    for (int k = 0; k < blocks.length; k++) blocks[k] = heap.malloc(k * 100);
                    for (long block : blocks) heap.free(block);
                }
            }
            isOver.set(true);
            assertTrue(asked.get() > 0);
        }
    }

    @Test
    void budgetsAreShownWithThoseAboveThem() {
        Budget process = Budget.of("process", 100 << 20);
        Budget tenant = process.child("tenant", 50 << 20);
        try (Heap heap = Heap.builder().name("tenant's").budget(tenant).shared()) {
            heap.malloc(1000);
            assertEquals("process/tenant", heap("tenant's").orElseThrow().get("budget"));
            List<CompositeData> shown = shown("Budgets")
                    .filter(budget -> budget.get("path").toString().startsWith("process"))
                    .toList();
            assertEquals(
                    List.of("process", "process/tenant"),
                    shown.stream().map(budget -> budget.get("path")).toList());
            for (CompositeData budget : shown) assertEquals(tenant.usedBytes(), budget.get("usedBytes"));
            assertEquals(50L << 20, shown.getLast().get("limitBytes"));
        }
    }

    @Test
    void leaksAreTold() throws Exception {
        try (Heap heap = Heap.builder().name("leaking").debug(true).confined()) {
            heap.malloc(77);
            String[] leaks =
                    (String[]) SERVER.invoke(new ObjectName(HeapsMXBean.NAME), "leaks", new Object[0], new String[0]);
            assertTrue(
                    Arrays.stream(leaks).anyMatch(leak -> leak.startsWith("leaking: 77 bytes in a block")),
                    () -> Arrays.toString(leaks));
        }
    }

    @Test
    void aMapIsShown() throws Exception {
        try (Heap heap = Heap.builder().name("mapped").debug(false).shared()) {
            heap.malloc(1000);
            String[] maps = (String[])
                    SERVER.invoke(new ObjectName(HeapsMXBean.NAME), "dump", new Object[] {"mapped"}, new String[] {
                        String.class.getName()
                    });
            assertEquals(1, maps.length);
            assertTrue(maps[0].startsWith("ashlar: mapped (shared)"), maps[0]);
        }
    }

    @Test
    void theSumIsThatOfTheHeaps() throws Exception {
        try (Heap heap = Heap.shared()) {
            heap.malloc(1 << 20);
            long sum = (long) SERVER.getAttribute(new ObjectName(HeapsMXBean.NAME), "CommittedBytes");
            assertEquals(
                    shown("Heaps")
                            .mapToLong(one -> (long) one.get("committedBytes"))
                            .sum(),
                    sum);
            assertTrue(sum >= 1 << 20);
        }
    }
}
