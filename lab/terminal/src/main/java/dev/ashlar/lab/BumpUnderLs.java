package dev.ashlar.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** ls on a malloc that never frees. */
final class BumpUnderLs implements Experiment {
    /**
     * What became of it.
     *
     * @param isSame whether ls wrote what it writes on libc's malloc
     * @param asked what ls asked for, as recorded
     * @param table what the heap said at exit
     * @param bumpBytes what the heap had from the system then
     */
    record Ran(boolean isSame, Recording asked, String table, long bumpBytes) implements Finding {
        @Override
        public void show(Paper paper) {
            paper.figure("ls writes what it always writes", "%s", isSame ? "yes" : "no");
            asked.show(paper);
            paper.figure("bump had from the system at the end", "%d bytes", bumpBytes);
            paper.gap();
            table.strip().lines().forEach(line -> paper.line("  %s", paper.ink(Ink.QUIET, line)));
        }
    }

    @Override
    public String name() {
        return "ls";
    }

    @Override
    public Step step() {
        return Step.BUMP;
    }

    @Override
    public Words words() {
        return new Words(
                "ls on a malloc of ten lines that never frees",
                """
                LD_PRELOAD puts our malloc before libc's. bump adds the size to a pointer, moves the break when
                that is used up, and its free does nothing at all. Does ls notice? And how many of the bytes
                that it asked for did it ever need at the same time?
                """,
                """
                ls does not notice, and for a program that ends soon this is even a good malloc: none does
                less. But the bytes of all requests together are what bump needs, while the program only ever
                has the live ones. A server asks for ever. And free could not do anything here: it gets an
                address and nothing else. Where does the block end? Nobody has written it down. (So bump cannot
                count its live blocks either, and the table has 0.)

                Try it: ./ashlar run --heap bump -- PROGRAM
                """,
                "malloc/malloc.c, _int_malloc at the label use_top: what no bin has is cut off main_arena.top, like this",
                "mm/memblock.c, memblock_alloc_try_nid: at boot, before there is an allocator, the kernel bumps too");
    }

    @Override
    public Ran run(Workshop workshop) {
        List<String> ls =
                List.of("ls", "-lR", workshop.root().resolve("core/src").toString());
        Outcome usual = workshop.run(ls).succeeded("ls");
        Recording asked = Recorder.record(workshop, ls);
        Path table = workshop.freshFile("bump");
        // ls closes its stderr before it ends, so the table gets a descriptor of its own
        List<String> command = new ArrayList<>(List.of(
                "sh",
                "-c",
                "exec 9>'%s'; exec env ASHLAR_STATS=9 ASHLAR_HEAP=bump LD_PRELOAD='%s' \"$@\""
                        .formatted(table, workshop.library("libashlar-ladder.so")),
                "sh"));
        command.addAll(ls);
        Outcome bumped = workshop.run(Map.of(), command).succeeded("ls on bump");
        String said = workshop.contents(table);
        return new Ran(usual.out().equals(bumped.out()), asked, said, Tables.number(said, "bytes"));
    }
}
