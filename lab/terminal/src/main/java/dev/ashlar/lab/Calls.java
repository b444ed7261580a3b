package dev.ashlar.lab;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The brk and mmap calls of ls at start-up. */
final class Calls implements Experiment {
    private static final String TRACER = "strace";

    /** What strace saw: the lines, and how many of which kind there are. */
    record Seen(List<String> lines) implements Finding {
        long breaks() {
            return count("brk(");
        }

        long mappings() {
            return count("mmap(");
        }

        /** Of the mappings, those that hold no file: fresh memory. */
        long anonymous() {
            return lines.stream().filter(line -> line.contains("MAP_ANONYMOUS")).count();
        }

        private long count(String call) {
            return lines.stream().filter(line -> line.startsWith(call)).count();
        }

        @Override
        public void show(Paper paper) {
            for (String line : lines) {
                boolean isBreak = line.startsWith("brk(");
                Ink ink = isBreak ? Ink.LIVE : line.contains("MAP_ANONYMOUS") ? Ink.FREE : Ink.QUIET;
                paper.line("%s", paper.ink(ink, (isBreak ? "▶ " : "  ") + line));
            }
            paper.gap();
            paper.figure("calls of brk", "%d", breaks());
            paper.figure("calls of mmap that map a file", "%d", mappings() - anonymous());
            paper.figure("calls of mmap for fresh memory", "%d", anonymous());
        }
    }

    /** There is no strace, or it may not look. */
    record Unseen(String reason) implements Finding {
        @Override
        public void show(Paper paper) {
            paper.line("  %s", paper.ink(Ink.ALARM, reason));
        }
    }

    @Override
    public String name() {
        return "calls";
    }

    @Override
    public Step step() {
        return Step.WATCH;
    }

    @Override
    public Words words() {
        return new Words(
                "What ls asks the kernel for before it lists anything",
                """
                strace prints each call of brk, mmap and munmap that ls makes. Which of them load libraries,
                and which can be malloc's? Look for brk(NULL), and for a brk with an address right after it.
                """,
                """
                The kernel sells memory in two ways. mmap gives pages anywhere in the address space; most
                of the calls above map libc and other libraries from their files. brk moves the end of one
                region, the heap: brk(NULL) asks where the end is, brk(ADDRESS) moves it there. That pair is
                malloc's first request. Programs call malloc far more often than this: what is between the
                many small requests of a program and the few large ones to the kernel is the allocator.
                """,
                "malloc/malloc.c, sysmalloc; malloc/morecore.c, __glibc_morecore, which calls sbrk",
                "mm/mmap.c, SYSCALL_DEFINE1(brk, …) and do_mmap (mm/mmap.c); both make a struct vm_area_struct");
    }

    @Override
    public Finding run(Workshop workshop) {
        if (Workshop.find(TRACER).isEmpty())
            return new Unseen("strace is not installed, so there is nothing to see here; install it and come back");
        Path log = workshop.freshFile("strace");
        List<String> command = List.of(
                TRACER,
                "-o",
                log.toString(),
                "-e",
                "trace=brk,mmap,munmap",
                "ls",
                workshop.root().toString());
        // without LC_ALL, there are as many calls again, for files of the language
        Outcome outcome = workshop.run(Map.of("LC_ALL", "C"), command);
        List<String> lines = workshop.contents(log).lines().toList();
        if (outcome.status() != 0)
            return new Unseen("strace could not look at ls: " + outcome.err().strip());
        return new Seen(lines.stream().filter(line -> !line.startsWith("+++")).toList());
    }
}
