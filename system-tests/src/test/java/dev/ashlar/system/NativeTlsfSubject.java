package dev.ashlar.system;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.ashlar.core.rule.Rule;
import dev.ashlar.core.tlsf.Tlsf;
import dev.ashlar.suites.Given;
import dev.ashlar.suites.InProcess;
import dev.ashlar.suites.TlsfBlocks;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** libmemoman.so in this process, called through java.lang.foreign by the names of memoman.h. */
final class NativeTlsfSubject extends InProcess implements TlsfBlocks {
    private static final Path LIBRARY = Run.ROOT.resolve("build/libmemoman.so").toAbsolutePath();
    private static final SymbolLookup SYMBOLS = SymbolLookup.libraryLookup(LIBRARY, Arena.global());
    private static final Map<String, MethodHandle> FUNCTIONS = new ConcurrentHashMap<>();
    private static final int MOST_FAULTS = 64;

    private final Given given;
    private final long control;

    private NativeTlsfSubject(Given given, long control) {
        this.given = given;
        this.control = control;
    }

    static NativeTlsfSubject withPool(long poolBytes) {
        Given given = new Given(2 * poolBytes + (64 << 10));
        long bytes = Tlsf.controlBytes(Tlsf.FIRSTS, Tlsf.LOG_SECOND) + poolBytes;
        return new NativeTlsfSubject(given, call("mm_create", given.take(bytes), bytes));
    }

    /** In the memory at {@code address}, and with none to spare. */
    static NativeTlsfSubject managing(long address, long sizeBytes) {
        return new NativeTlsfSubject(new Given(64 << 10), call("mm_create", address, sizeBytes));
    }

    /** Calls a function of longs, which are pointers and sizes there, that returns one. */
    private static long call(String name, long... arguments) {
        Object[] all = new Object[arguments.length];
        FunctionDescriptor descriptor = FunctionDescriptor.of(JAVA_LONG);
        for (int i = 0; i < all.length; i++) {
            all[i] = arguments[i];
            descriptor = descriptor.appendArgumentLayouts(JAVA_LONG);
        }
        return (long) invoke(name, descriptor, all);
    }

    private static Object invoke(String name, FunctionDescriptor descriptor, Object... arguments) {
        try {
            return FUNCTIONS
                    .computeIfAbsent(name, _ -> Linker.nativeLinker()
                            .downcallHandle(SYMBOLS.find(name).orElseThrow(), descriptor))
                    .invokeWithArguments(arguments);
        } catch (Throwable thrown) {
            throw new AssertionError(name + " failed", thrown);
        }
    }

    @Override
    public long spare(long sizeBytes) {
        return given.take(sizeBytes);
    }

    @Override
    public @Nullable TlsfBlocks createAt(long memory, long sizeBytes, int firsts, int logSecond) {
        FunctionDescriptor descriptor = FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT);
        long handle = (long) invoke("mm_create_with", descriptor, memory, sizeBytes, firsts, logSecond);
        return handle == 0 ? null : new NativeTlsfSubject(given, handle);
    }

    @Override
    public long control() {
        return control;
    }

    @Override
    public long malloc(long sizeBytes) {
        return call("mm_malloc", control, sizeBytes);
    }

    @Override
    public long calloc(long count, long itemBytes) {
        return call("mm_calloc", control, count, itemBytes);
    }

    @Override
    public long realloc(long payload, long sizeBytes) {
        return call("mm_realloc", control, payload, sizeBytes);
    }

    @Override
    public long alignedAlloc(long alignment, long sizeBytes) {
        return call("mm_memalign", control, alignment, sizeBytes);
    }

    @Override
    public int free(long payload) {
        return (int) invoke("mm_free", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG), control, payload);
    }

    @Override
    public long usableBytes(long payload) {
        return call("mm_usable_size", payload);
    }

    /** From a walk: the library itself has no such function. */
    @Override
    public int ruleAgainst(long payload) {
        for (Seen block : blocks()) {
            if (payload == block.payload) return block.isFree ? Rule.DOUBLE_FREE : Rule.NONE;
            if (block.contains(payload) && !block.isFree) return Rule.INTERIOR_POINTER;
        }
        return Rule.FOREIGN_POINTER;
    }

    @Override
    public long enclosing(long address) {
        for (Seen block : blocks()) {
            if (block.contains(address)) return block.isFree ? 0 : block.payload;
        }
        return 0;
    }

    @Override
    public long liveBlocks() {
        return call("mm_live_blocks", control);
    }

    @Override
    public long addPool(long memory, long sizeBytes) {
        return call("mm_add_pool", control, memory, sizeBytes);
    }

    @Override
    public int removePool(long pool) {
        return (int) invoke("mm_remove_pool", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG), control, pool);
    }

    @Override
    public long freeBytes() {
        return statistic(0);
    }

    @Override
    public long usedBytes() {
        return statistic(1);
    }

    @Override
    public long certainBytes() {
        return statistic(2);
    }

    /** A field of mm_statistics, by its place. */
    private long statistic(int index) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment statistics = arena.allocate(JAVA_LONG, 5);
            invoke("mm_stats", FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG), control, statistics.address());
            return statistics.getAtIndex(JAVA_LONG, index);
        }
    }

    private record Seen(long payload, long sizeBytes, boolean isFree) {
        private boolean contains(long address) {
            return address >= payload && address < payload + sizeBytes;
        }
    }

    /** What mm_walk visits. */
    private static final class Visitor {
        private final List<Seen> seen = new ArrayList<>();

        @SuppressWarnings("unused") // called by the library
        private int visit(MemorySegment block, long sizeBytes, int isFree, MemorySegment context) {
            seen.add(new Seen(block.address(), sizeBytes, isFree != 0));
            return 0;
        }
    }

    private List<Seen> blocks() {
        Visitor visitor = new Visitor();
        try (Arena arena = Arena.ofConfined()) {
            MethodType type =
                    MethodType.methodType(int.class, MemorySegment.class, long.class, int.class, MemorySegment.class);
            MethodHandle visit = MethodHandles.lookup().bind(visitor, "visit", type);
            MemorySegment stub = Linker.nativeLinker()
                    .upcallStub(visit, FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS), arena);
            FunctionDescriptor walk = FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG);
            invoke("mm_walk", walk, control, stub.address(), 0L);
        } catch (ReflectiveOperationException impossible) {
            throw new AssertionError(impossible);
        }
        return visitor.seen;
    }

    @Override
    public long[] walk() {
        return blocks().stream()
                .flatMapToLong(block -> LongStream.of(block.isFree ? -block.sizeBytes : block.sizeBytes))
                .toArray();
    }

    @Override
    public List<String> faults() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment faults = arena.allocate(JAVA_LONG, 2 * MOST_FAULTS);
            long count = call("mm_validate", control, faults.address(), MOST_FAULTS);
            List<String> found = new ArrayList<>();
            for (int i = 0; i < Math.min(count, MOST_FAULTS); i++)
                found.add("rule %d at 0x%x"
                        .formatted((int) faults.getAtIndex(JAVA_LONG, 2 * i), faults.getAtIndex(JAVA_LONG, 2 * i + 1)));
            return found;
        }
    }

    @Override
    public void close() {
        invoke("mm_destroy", FunctionDescriptor.ofVoid(JAVA_LONG), control);
        given.close();
    }
}
