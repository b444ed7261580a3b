package dev.ashlar;

import dev.ashlar.adapter.ThreadHeap;
import java.lang.StackWalker.StackFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Places in programs as numbers: many blocks come from few places, and the core keeps a number with each. One thread at a time.
 * <pre>
 *   site    | when: tenths of a second, 32 bits | number of the stack trace, from 1 on, 32 bits |      0: not known
 * </pre>
 */
final class Sites {
    private static final StackWalker WALKER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    /** Where a frame was, without looking up its line. */
    private record Place(Class<?> type, String method, String descriptor, int bytecode) {
        Place(StackFrame frame) {
            this(frame.getDeclaringClass(), frame.getMethodName(), frame.getDescriptor(), frame.getByteCodeIndex());
        }
    }

    private static final long TICK_NANOS = 100_000_000;

    private final long start = System.nanoTime();
    private final int mostFrames;
    private final Map<List<Place>, Integer> numbers = new HashMap<>();
    private final List<List<StackTraceElement>> traces = new ArrayList<>();

    Sites(int mostFrames) {
        this.mostFrames = mostFrames;
    }

    /** The site that calls the heap, now; 0 where Java's heap has no room for it: the block matters more. */
    long here() {
        try {
            return known();
        } catch (OutOfMemoryError noRoom) {
            return 0;
        }
    }

    private long known() {
        List<StackFrame> frames = WALKER.walk(this::outside);
        Integer known = numbers.computeIfAbsent(frames.stream().map(Place::new).toList(), _ -> {
            traces.add(frames.stream().map(StackFrame::toStackTraceElement).toList());
            return traces.size();
        });
        return ticks() << 32 | known;
    }

    private long ticks() {
        return (System.nanoTime() - start) / TICK_NANOS;
    }

    /** How long ago that was, to a tenth of a second. */
    Duration age(long site) {
        return Duration.ofNanos((ticks() - (site >>> 32)) * TICK_NANOS);
    }

    /** From the first frame on that is the user's: heaps, arenas and the JDK's own methods of allocators are not. */
    private List<StackFrame> outside(Stream<StackFrame> frames) {
        return frames.dropWhile(frame -> isInside(frame.getDeclaringClass()))
                .limit(mostFrames)
                .toList();
    }

    private static boolean isInside(Class<?> type) {
        return type == Sites.class
                || Heap.class.isAssignableFrom(type)
                || ThreadHeap.class.isAssignableFrom(type)
                || type.getNestHost() == HeapArena.class
                || type == SharedHeapArena.class
                || type.getPackageName().equals("java.lang.foreign");
    }

    /** The stack trace, the caller of the heap first; empty if it is not known. */
    List<StackTraceElement> trace(long site) {
        return (int) site == 0 ? List.of() : traces.get((int) site - 1);
    }
}
