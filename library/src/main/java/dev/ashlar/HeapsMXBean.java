package dev.ashlar;

import java.lang.management.ManagementFactory;
import java.util.List;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What JMX shows of the heaps that are open and of the budgets that they take from. It is there after {@link #register}, or from the
 * first heap on with {@code -Dashlar.jmx=true}.
 */
public interface HeapsMXBean {
    /** The name by which JMX knows it. */
    String NAME = "dev.ashlar:type=Heaps";

    /**
     * A heap.
     *
     * @param kind whose it is, and whether it is debugged
     * @param budget that it takes from, with the names of those above; empty for none
     * @see HeapStats
     */
    record HeapUse(
            String name,
            String kind,
            String budget,
            long liveBlocks,
            long usableBytes,
            long committedBytes,
            long idleBytes,
            long peakCommittedBytes,
            long reservedBytes) {}

    /**
     * A budget.
     *
     * @param path its name, after those of the budgets above it
     */
    record BudgetUse(String path, long limitBytes, long usedBytes, long peakBytes) {}

    /** All heaps that are open, by their names. */
    List<HeapUse> getHeaps();

    /** The budgets that they take from, and all that are above or below those, each after the one above it. */
    List<BudgetUse> getBudgets();

    /** What all heaps have from the system. */
    long getCommittedBytes();

    /** What is live, by who allocated it, of the heaps that know: those that are debugged. */
    List<String> leaks();

    /** A map of each heap with that name that any thread may look at. */
    List<String> dump(String name);

    /** Has it shown; twice does no harm. */
    static void register() {
        try {
            ManagementFactory.getPlatformMBeanServer().registerMBean(new ShownHeaps(), new ObjectName(NAME));
        } catch (InstanceAlreadyExistsException already) {
            return;
        } catch (JMException failure) {
            throw new IllegalStateException(NAME, failure);
        }
    }
}
