package dev.ashlar.lab;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Walking back from a payload until the magic word is there. */
final class MagicWord implements Experiment {
    static final int LIVE = 0xA110CA7E;
    static final int FREE = 0xDEADBEEF;

    /**
     * What lay before a payload of 100 bytes.
     *
     * @param distanceBytes how far before the payload the magic word was
     * @param sizeBytes the word 16 bytes before the payload
     * @param before the magic word while the block was live
     * @param after the same word after free
     * @param complaint what the heap said to the second free
     */
    record Header(long distanceBytes, long sizeBytes, int before, int after, String complaint) implements Finding {
        @Override
        public void show(Paper paper) {
            paper.line("          payload - 16    payload - 8     payload");
            paper.line("          │               │               │");
            paper.line(
                    "   live   %s  %s    %s",
                    paper.ink(Ink.HEADER, "[ size %5d ]".formatted(sizeBytes)),
                    paper.ink(Ink.LIVE, "[ %08X ]".formatted(before)),
                    "[ your 100 bytes …");
            paper.line(
                    "   freed  %s  %s    %s",
                    paper.ink(Ink.HEADER, "[     …      ]"),
                    paper.ink(Ink.FREE, "[ %08X ]".formatted(after)),
                    "[ the same bytes …");
            paper.gap();
            paper.figure("the magic word was found before the payload by", "%d bytes", distanceBytes);
            paper.line("  freed once more: %s", paper.ink(Ink.ALARM, complaint));
        }
    }

    @Override
    public String name() {
        return "magic";
    }

    @Override
    public Step step() {
        return Step.HEADER;
    }

    @Override
    public Optional<String> source() {
        return Optional.of("magic");
    }

    @Override
    public Words words() {
        return new Words(
                "The magic word before the payload",
                """
                A program on the step header allocates 100 bytes, then reads backwards from the payload, four bytes
                at a time, until it finds A110CA7E ("allocate"). It frees the block and reads again. Then it frees it
                once more, which is a mistake.
                """,
                """
                malloc rounded 100 bytes up to 112, took 16 more, and wrote a header there: the size, and a word that
                says what this is. So free, which gets an address and nothing else, knows the block. And
                it can notice mistakes: where no magic word is, there is no block; where it says DEADBEEF, the block
                is free already. The program can see the header too, and a write before the payload destroys it.
                """,
                "malloc/malloc.c, struct malloc_chunk: mchunk_size lies 8 bytes before the payload; tcache_entry.key serves to notice a double free",
                "mm/slub.c with slab_debug: red zones and poison around objects (include/linux/poison.h, POISON_FREE), check_object");
    }

    @Override
    public Header run(Workshop workshop) {
        Map<String, String> environment = new HashMap<>(workshop.onStep(step().id()));
        environment.put("ASHLAR_ON_ERROR", "report");
        Outcome seen = workshop.run(
                        environment, List.of(workshop.program("magic").toString()))
                .succeeded("magic");
        return new Header(
                seen.figure("distance"),
                seen.figure("size"),
                (int) seen.figure("live"),
                (int) seen.figure("freed"),
                seen.err().strip());
    }
}
