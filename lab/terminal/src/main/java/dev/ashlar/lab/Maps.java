package dev.ashlar.lab;

import java.util.List;
import java.util.Optional;

/** A process's own memory map, with the heap marked. */
final class Maps implements Experiment {
    /** The lines of /proc/self/maps, and where malloc(100) lay. */
    record Map(List<String> lines, long payload) implements Finding {
        /** The line of the region that the payload is in. */
        String regionOfPayload() {
            for (String line : lines) {
                String[] ends = line.split(" ", 2)[0].split("-");
                boolean isIn = Long.compareUnsigned(payload, Long.parseUnsignedLong(ends[0], 16)) >= 0
                        && Long.compareUnsigned(payload, Long.parseUnsignedLong(ends[1], 16)) < 0;
                if (isIn) return line;
            }
            throw new LabFailure("no region has the address %x".formatted(payload));
        }

        @Override
        public void show(Paper paper) {
            String heap = regionOfPayload();
            for (String line : lines)
                paper.line(
                        "%s", line.equals(heap) ? paper.ink(Ink.LIVE, "▶ " + line) : paper.ink(Ink.QUIET, "  " + line));
            paper.gap();
            paper.figure("malloc(100) gave", "%x", payload);
            paper.figure("that is in the region marked ▶", "%s", heap.substring(heap.lastIndexOf(' ') + 1));
        }
    }

    @Override
    public String name() {
        return "maps";
    }

    @Override
    public Step step() {
        return Step.WATCH;
    }

    @Override
    public Optional<String> source() {
        return Optional.of("maps");
    }

    @Override
    public Words words() {
        return new Words(
                "A process looks at its own memory map",
                """
                A C program of a few lines calls malloc(100) and copies /proc/self/maps. Each line is a region
                of addresses: from, to, what may be done with it (r, w, x), and what it holds. Look for [heap].
                """,
                """
                The address space of a process is mostly empty. What is used are regions: the program and its
                libraries, the [stack], and the [heap], which begins behind the program's own data and ends at
                the break. The heap is much longer than 100 bytes: malloc has asked for more than it was
                asked for, and will hand out the rest piece by piece, without the kernel.
                """,
                "malloc/malloc.c, struct malloc_state: main_arena.top is the rest of the heap that is not handed out",
                "mm_struct.start_brk and mm_struct.brk (include/linux/mm_types.h) are the ends of [heap]; fs/proc/task_mmu.c writes the map");
    }

    @Override
    public Map run(Workshop workshop) {
        Outcome outcome =
                workshop.run(List.of(workshop.program("maps").toString())).succeeded("maps");
        List<String> lines = outcome.out().lines().toList();
        return new Map(
                lines.stream().filter(line -> !line.startsWith("payload ")).toList(), outcome.figure("payload"));
    }
}
