package dev.ashlar.lab;

import java.util.List;
import java.util.Optional;

/** The program break before and after malloc(1000), again and again. */
final class MovingBreak implements Experiment {
    /**
     * Where the break was.
     *
     * @param firstMoveBytes how far the first malloc(1000) moved it
     * @param callsUntilSecondMove how many calls of malloc there were until it moved again, the one that moved it included
     * @param secondMoveBytes how far
     * @param afterFreeBytes how far it was from its first place when all was freed
     */
    record Moves(long start, long firstMoveBytes, long callsUntilSecondMove, long secondMoveBytes, long afterFreeBytes)
            implements Finding {
        @Override
        public void show(Paper paper) {
            paper.figure("sbrk(0) at first", "%x", start);
            paper.figure("the first malloc(1000) moves it by", "%d bytes", firstMoveBytes);
            paper.figure("it moves again at malloc(1000) number", "%d", callsUntilSecondMove);
            paper.figure("by", "%d bytes", secondMoveBytes);
            paper.figure("all freed, it is still beyond its first place by", "%d bytes", afterFreeBytes);
        }
    }

    @Override
    public String name() {
        return "break";
    }

    @Override
    public Step step() {
        return Step.WATCH;
    }

    @Override
    public Optional<String> source() {
        return Optional.of("break");
    }

    @Override
    public Words words() {
        return new Words(
                "The break moves, but seldom",
                """
                sbrk(0) says where the heap ends. A program asks before and after each malloc(1000), until the
                break has moved twice; then it frees everything and asks again. How often does it move?
                """,
                """
                The first malloc(1000) moved the break by far more than 1000 bytes, and then nothing happened
                for many calls: a call of the kernel costs far more than a malloc that can do without, so malloc buys in bulk. After all
                was freed it may give back what lies at the end, but keeps some at hand for what comes next: the last
                line says how much.
                """,
                "malloc/malloc.c, sysmalloc: mp_.top_pad (DEFAULT_TOP_PAD, 128 KiB) is added to each request; systrim gives back",
                "mm/mmap.c, brk: only the end of a vm_area_struct moves; pages come later, one fault at a time (mm/memory.c, do_anonymous_page)");
    }

    @Override
    public Moves run(Workshop workshop) {
        Outcome seen =
                workshop.run(List.of(workshop.program("break").toString())).succeeded("break");
        return new Moves(
                seen.figure("start"),
                seen.figure("first-move"),
                seen.figure("calls"),
                seen.figure("second-move"),
                seen.figure("after-free"));
    }
}
