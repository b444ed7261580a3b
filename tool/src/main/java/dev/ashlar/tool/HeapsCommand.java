package dev.ashlar.tool;

import picocli.CommandLine.Command;

@Command(name = "heaps", mixinStandardHelpOptions = true, description = "List the heaps, one line each.")
final class HeapsCommand implements Runnable {
    @Override
    public void run() {
        for (Heap heap : Heap.values()) {
            String mark = heap == Heap.DEFAULT ? " (default)" : "";
            System.out.printf("%-8s %-20s %s%s%n", heap.id, heap.library().getFileName(), heap.description, mark);
        }
    }
}
