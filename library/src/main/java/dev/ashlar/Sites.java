package dev.ashlar;

import java.lang.StackWalker.StackFrame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Stack traces as numbers, from 1 on, the same for the same trace: many blocks come from few places, and the core keeps a number with
 * each. One thread at a time.
 */
final class Sites {
    private static final StackWalker WALKER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    /** Where a frame was, without looking up its line. */
    private record Place(Class<?> type, String method, String descriptor, int bytecode) {
        Place(StackFrame frame) {
            this(frame.getDeclaringClass(), frame.getMethodName(), frame.getDescriptor(), frame.getByteCodeIndex());
        }
    }

    private final int mostFrames;
    private final Map<List<Place>, Integer> numbers = new HashMap<>();
    private final List<List<StackTraceElement>> traces = new ArrayList<>();

    Sites(int mostFrames) {
        this.mostFrames = mostFrames;
    }

    /** The number of the place that called the heap. */
    int here() {
        List<StackFrame> frames = WALKER.walk(this::outside);
        Integer known = numbers.computeIfAbsent(frames.stream().map(Place::new).toList(), _ -> {
            traces.add(frames.stream().map(StackFrame::toStackTraceElement).toList());
            return traces.size();
        });
        return known;
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
                || type.getNestHost() == HeapArena.class
                || type == SharedHeapArena.class
                || type.getPackageName().equals("java.lang.foreign");
    }

    /** The trace with a number; empty for 0. */
    List<StackTraceElement> trace(long number) {
        return number == 0 ? List.of() : traces.get((int) number - 1);
    }
}
