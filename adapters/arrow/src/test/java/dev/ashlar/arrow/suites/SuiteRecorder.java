package dev.ashlar.arrow.suites;

import dev.ashlar.arrow.AshlarAllocationManager;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.ArrowsOwn;
import org.apache.arrow.memory.BufferLedger;
import org.apache.arrow.memory.RootAllocator;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Looks, while a suite of Arrow's runs, at what each test class leaves allocated, and writes a {@link SuiteRecord}. The suite is named by
 * {@code ashlar.arrow.suite}; with {@code ashlar.arrow.who=arrow} it runs on Arrow's own manager, otherwise on whatever Arrow finds.
 */
public final class SuiteRecorder implements TestExecutionListener {
    private static final String SUITE = System.getProperty("ashlar.arrow.suite");
    private static final String WHO = System.getProperty("ashlar.arrow.who");

    private static final SuiteRecord RECORD = new SuiteRecord(new TreeSet<>(), new TreeMap<>());
    private static LongSupplier live = () -> 0;
    private static long before;

    /** Before any test of Arrow's may touch the property that names the manager. */
    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
        if (SUITE == null || !RECORD.managers().isEmpty()) return;
        live = WHO.equals("arrow")
                ? ArrowsOwn.install()
                : () -> AshlarAllocationManager.heap().stats().liveBlocks();
        RECORD.managers().add(managerInUse());
        before = live.getAsLong();
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (SUITE == null || !(test.getSource().orElse(null) instanceof ClassSource source)) return;
        long now = live.getAsLong();
        RECORD.left().merge(source.getClassName(), now - before, Long::sum);
        before = now;
        RECORD.managers().add(managerInUse());
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        if (SUITE != null) RECORD.write(SuiteRecord.file(Path.of("target", "left"), SUITE, WHO));
    }

    private static String managerInUse() {
        try (RootAllocator allocator = new RootAllocator();
                ArrowBuf buffer = allocator.buffer(1)) {
            BufferLedger ledger = (BufferLedger) buffer.getReferenceManager();
            return ledger.getAllocationManager().getClass().getName();
        }
    }
}
