package dev.ashlar.system;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.ashlar.core.rule.Report;
import dev.ashlar.core.zone.ZoneRoot;
import dev.ashlar.platform.Os;
import dev.ashlar.suites.Captured;
import dev.ashlar.suites.InProcess;
import dev.ashlar.suites.Subject;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.List;

/** The heap that was compiled to C, in this process, called through java.lang.foreign. */
final class NativeSubject extends InProcess implements Subject {
    /** The C of the core and of the test entries, with the checks on. */
    static final SymbolLookup LIBRARY = SymbolLookup.libraryLookup(
            Run.library("libashlar-test.so", "test/c/test_library.c", "-shared", "-DASHLAR_CHECKS=1"), Arena.global());

    private static final MethodHandle MALLOC = function("malloc", JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle CALLOC = function("calloc", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle REALLOC = function("realloc", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle ALIGNED = function("aligned_alloc", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle FREE = function("free", JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle USABLE = function("usable_bytes", JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle RULE = function("rule_against", JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle ENCLOSING = function("enclosing", JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle CONFIGURE =
            function("configure", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle MANAGE = function("manage", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle SHOW = function("show", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
    private static final MethodHandle VERIFY = function("verify", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle STAT = function("stat", JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT);
    private static final MethodHandle BEHAVIOUR = function("platform_behaviour", JAVA_INT);

    private final long root;
    private final long memoryBytes;
    private final long report;
    private final boolean ownsMemory;

    NativeSubject() {
        long pageBytes = Os.pageSize();
        memoryBytes = Math.ceilDiv(ZoneRoot.BYTES, pageBytes) * pageBytes;
        root = Os.mmap(0, memoryBytes, Os.PROT_READ_WRITE(), Os.MAP_PRIVATE_ANONYMOUS());
        report = Arena.global().allocate(Report.bytesFor(CAPACITY), 8).address();
        ownsMemory = true;
    }

    /** Over a zeroed root at {@code root}, with memory that the caller manages. */
    NativeSubject(long root, long address, long sizeBytes) {
        this.root = root;
        memoryBytes = 0;
        report = Arena.global().allocate(Report.bytesFor(CAPACITY), 8).address();
        ownsMemory = false;
        invoke(MANAGE, root, address, sizeBytes);
    }

    private static MethodHandle function(String name, MemoryLayout result, MemoryLayout... parameters) {
        return Linker.nativeLinker()
                .downcallHandle(LIBRARY.findOrThrow("test_" + name), FunctionDescriptor.of(result, parameters));
    }

    private static long invoke(MethodHandle function, Object... arguments) {
        try {
            return ((Number) function.invokeWithArguments(arguments)).longValue();
        } catch (Throwable thrown) {
            throw new AssertionError("a downcall failed", thrown);
        }
    }

    /** What the platform's behaviour is when compiled to C. */
    static int platformBehaviour() {
        return (int) invoke(BEHAVIOUR);
    }

    @Override
    public long malloc(long sizeBytes) {
        return invoke(MALLOC, root, sizeBytes);
    }

    @Override
    public long calloc(long count, long itemBytes) {
        return invoke(CALLOC, root, count, itemBytes);
    }

    @Override
    public long realloc(long payload, long sizeBytes) {
        return invoke(REALLOC, root, payload, sizeBytes);
    }

    @Override
    public long alignedAlloc(long alignment, long sizeBytes) {
        return invoke(ALIGNED, root, alignment, sizeBytes);
    }

    @Override
    public int free(long payload) {
        return (int) invoke(FREE, root, payload);
    }

    @Override
    public long usableBytes(long payload) {
        return invoke(USABLE, root, payload);
    }

    @Override
    public int ruleAgainst(long payload) {
        return (int) invoke(RULE, root, payload);
    }

    @Override
    public long enclosing(long address) {
        return invoke(ENCLOSING, root, address);
    }

    @Override
    public boolean configure(boolean scribble, long limitBytes, long historyEntries) {
        return invoke(CONFIGURE, root, scribble ? 1 : 0, limitBytes, historyEntries) != 0;
    }

    @Override
    public String show(boolean more) {
        return Captured.output(descriptor -> invoke(SHOW, root, descriptor, more ? 1 : 0));
    }

    @Override
    public long number(Group group, int which) {
        return invoke(STAT, root, group.ordinal(), which);
    }

    @Override
    public List<String> faults() {
        long count = invoke(VERIFY, root, report, CAPACITY);
        return faultsIn(report, count);
    }

    @Override
    public void close() {
        if (ownsMemory) Os.munmap(root, memoryBytes);
    }
}
