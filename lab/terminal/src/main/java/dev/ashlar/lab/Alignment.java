package dev.ashlar.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a header of 24 bytes does to payloads. */
final class Alignment implements Experiment {
    private static final int BLOCKS = 6;
    private static final long UNIT_BYTES = 16;

    /** One payload: where it lies, and the signal that ended the child which stored 16 aligned bytes there, or 0. */
    record Store(long offsetBytes, int signal) {
        boolean isAligned() {
            return offsetBytes % UNIT_BYTES == 0;
        }
    }

    /** The payloads of a little bump heap whose headers have so many bytes. */
    record Heap(long headerBytes, List<Store> stores) {
        long faults() {
            return stores.stream().filter(store -> store.signal() != 0).count();
        }
    }

    /** Both heaps, and whether this processor has a store that minds. */
    record Trap(Heap odd, Heap even, boolean canFault) implements Finding {
        @Override
        public void show(Paper paper) {
            show(paper, odd);
            show(paper, even);
            if (!canFault) paper.line("  this processor has no such store: it takes any address, if more slowly");
        }

        private static void show(Paper paper, Heap heap) {
            paper.line("  headers of %d bytes, payloads of 32:", heap.headerBytes());
            for (Store store : heap.stores())
                paper.line(
                        "    payload at +%-4d  = 16 × %-3d + %-3d %s",
                        store.offsetBytes(),
                        store.offsetBytes() / UNIT_BYTES,
                        store.offsetBytes() % UNIT_BYTES,
                        store.signal() == 0
                                ? paper.ink(Ink.LIVE, "stored")
                                : paper.ink(Ink.ALARM, "the child died of signal " + store.signal()));
            paper.figure("    faults", "%d of %d", heap.faults(), heap.stores().size());
        }
    }

    @Override
    public String name() {
        return "alignment";
    }

    @Override
    public Step step() {
        return Step.HEADER;
    }

    @Override
    public Optional<String> source() {
        return Optional.of("alignment");
    }

    @Override
    public Words words() {
        return new Words(
                "The alignment trap: a header of 24 bytes",
                """
                A header with a size, a flag and a link has 24 bytes. A little heap puts one before each payload.
                At each payload a child process then stores 16 bytes with the processor's instruction for aligned
                memory, which compilers use for float and double arrays. Which children survive?
                """,
                """
                Compilers trust malloc: what it returns is suited for every type, on x86-64 a multiple of 16. With
                24 bytes of header, payloads fall 8 bytes beside. Most programs do not notice, which is the
                trap: one loop that the compiler has vectorised dies, and only of some blocks. So
                header and payload together are a multiple of 16, and the first payload begins at one. Ours has a
                header of 16 bytes, and payloads of 16, 32, 48; glibc's has 8, and payloads of 24, 40, 56.
                """,
                "sysdeps/generic/malloc-alignment.h, MALLOC_ALIGNMENT; sysdeps/generic/malloc-size.h, MALLOC_ALIGN_MASK; malloc/malloc.c, request2size",
                "include/linux/slab.h, ARCH_KMALLOC_MINALIGN");
    }

    @Override
    public Trap run(Workshop workshop) {
        Outcome odd = outcome(workshop, 24);
        return new Trap(heap(24, odd), heap(16, outcome(workshop, 16)), odd.figure("can-fault") == 1);
    }

    private static Outcome outcome(Workshop workshop, int headerBytes) {
        return workshop.run(List.of(
                        workshop.program("alignment").toString(),
                        Integer.toString(headerBytes),
                        Integer.toString(BLOCKS)))
                .succeeded("alignment");
    }

    private static Heap heap(int headerBytes, Outcome outcome) {
        List<Store> stores = new ArrayList<>();
        for (int i = 0; i < BLOCKS; i++)
            stores.add(new Store(outcome.figure("offset-" + i), (int) outcome.figure("signal-" + i)));
        return new Heap(headerBytes, stores);
    }
}
