package dev.ashlar;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The open heaps as JMX is shown them. */
final class ShownHeaps implements HeapsMXBean {
    @Override
    public List<HeapUse> getHeaps() {
        List<HeapUse> all = new ArrayList<>();
        for (Heap heap : OpenHeaps.all()) {
            try {
                all.add(use(heap, heap.stats()));
            } catch (IllegalStateException closedMeanwhile) {
                continue;
            }
        }
        return all;
    }

    private static HeapUse use(Heap heap, HeapStats stats) {
        Budget budget = heap.budget();
        return new HeapUse(
                heap.name(),
                heap.kind(),
                budget == null ? "" : budget.path(),
                stats.liveBlocks(),
                stats.usableBytes(),
                stats.committedBytes(),
                stats.idleBytes(),
                stats.peakCommittedBytes(),
                stats.reservedBytes());
    }

    @Override
    public List<BudgetUse> getBudgets() {
        Set<Budget> first = new LinkedHashSet<>();
        for (Heap heap : OpenHeaps.all()) {
            Budget budget = heap.budget();
            if (budget != null) first.add(budget.first());
        }
        List<BudgetUse> all = new ArrayList<>();
        first.forEach(budget -> add(budget, all));
        return all;
    }

    private static void add(Budget budget, List<BudgetUse> all) {
        all.add(new BudgetUse(budget.path(), budget.limitBytes(), budget.usedBytes(), budget.peakBytes()));
        budget.children().forEach(child -> add(child, all));
    }

    @Override
    public long getCommittedBytes() {
        return getHeaps().stream().mapToLong(HeapUse::committedBytes).sum();
    }

    @Override
    public List<String> dump(String name) {
        List<String> all = new ArrayList<>();
        for (Heap heap : OpenHeaps.all()) {
            if (!heap.name().equals(name)) continue;
            try {
                all.add(heap.dump().text());
            } catch (IllegalStateException | WrongThreadException | UnsupportedOperationException noMap) {
                continue;
            }
        }
        return all;
    }

    @Override
    public List<String> leaks() {
        List<String> all = new ArrayList<>();
        for (Heap heap : OpenHeaps.all()) {
            try {
                heap.leaks().forEach(leak -> all.add(heap.name() + ": " + leak));
            } catch (IllegalStateException closedMeanwhile) {
                continue;
            }
        }
        return all;
    }
}
