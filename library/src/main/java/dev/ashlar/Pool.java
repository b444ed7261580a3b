package dev.ashlar;

import dev.ashlar.core.rule.Report;
import dev.ashlar.core.rule.Rule;
import dev.ashlar.core.tlsf.Tlsf;
import dev.ashlar.core.tlsf.TlsfImage;
import dev.ashlar.core.tlsf.TlsfVerifier;
import dev.ashlar.core.tlsf.TlsfWalk;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Blocks in native memory that you have: an arena's, a mapped file's, memory that processes share. Every operation takes a
 * bounded number of steps (two-level segregated fit), and nothing is asked of the system.
 * {@snippet class="dev.ashlar.SnippetsTest" region="pool"}
 * <p><b>What outlives the process</b>: a pool in a file or in shared memory is opened again, at whatever address, by
 * {@link #open}; {@link #setMark} keeps where the program finds its data, and blocks refer to each other by {@link
 * #offsetOf}. A pool whose process was killed is put in order when it is opened; a block that was being allocated or freed
 * then is one or the other.
 *
 * <p><b>Threads</b>: one at a time, unless the pool is in a file: then any, and other processes too.
 *
 * <p><b>Lifetime</b>: blocks end with the memory that the pool is in. A closed pool refuses everything; what is in it stays.
 */
public final class Pool implements AutoCloseable {
    /** Payloads lie on multiples of this. */
    public static final long ALIGNMENT = 16;

    private static final int MOST_FAULTS = 64;

    private final MemorySegment memory;
    private final long image;
    private final long control;
    private final Gate gate;
    private boolean isClosed;

    private Pool(MemorySegment memory, Gate gate) {
        this.memory = memory;
        this.gate = gate;
        image = memory.address();
        control = TlsfImage.control(image);
    }

    /**
     * Makes a pool of {@code memory}, whose contents are lost. It must be native, writable, on a multiple of 16, and large
     * enough for the pool's own needs: 1 KiB, 8.6 KiB from 256 KiB on.
     *
     * @throws IllegalArgumentException if it is not; the message has the numbers
     */
    public static Pool create(MemorySegment memory) {
        return create(memory, Gate.NONE);
    }

    static Pool create(MemorySegment memory, Gate gate) {
        requireNative(memory);
        long bytes = memory.byteSize();
        Levels levels = Levels.forBytes(bytes);
        if (TlsfImage.create(memory.address(), bytes, levels.firsts(), levels.logSecond()) == 0)
            throw new IllegalArgumentException("a pool needs %d bytes, and the memory has %d"
                    .formatted(TlsfImage.leastBytes(levels.firsts(), levels.logSecond()), bytes));
        return new Pool(memory, gate);
    }

    /**
     * Opens the pool that is in {@code memory}: as it was closed, or put in order if its process ended without closing it.
     *
     * @throws PoolDamagedException if there is none, or not a whole one, or one of another size
     */
    public static Pool open(MemorySegment memory) {
        return open(memory, Gate.NONE);
    }

    static Pool open(MemorySegment memory, Gate gate) {
        requireNative(memory);
        long image = memory.address();
        int found = TlsfImage.open(image, memory.byteSize());
        String trouble =
                switch (found) {
                    case TlsfImage.CLEAN, TlsfImage.RECOVERED -> "";
                    case TlsfImage.NO_IMAGE -> "there is no pool in these %d bytes".formatted(memory.byteSize());
                    case TlsfImage.OTHER_VERSION -> "the pool is of another version of the layout";
                    case TlsfImage.OTHER_BYTES ->
                        "the pool has %d bytes, the memory %d".formatted(TlsfImage.bytes(image), memory.byteSize());
                    default -> "the pool is torn: its words don't fit together";
                };
        if (!trouble.isEmpty()) throw new PoolDamagedException(trouble);
        return new Pool(memory, gate);
    }

    /** Attaches to a pool that another process has open. */
    static Pool attach(MemorySegment memory, Gate gate) {
        if (TlsfImage.bytes(memory.address()) != memory.byteSize())
            throw new PoolDamagedException("the pool has %d bytes, the file %d"
                    .formatted(TlsfImage.bytes(memory.address()), memory.byteSize()));
        return new Pool(memory, gate);
    }

    /** Makes a pool of {@code byteSize} bytes in a new file, which other processes may {@linkplain #open(Path) open}. */
    public static Pool create(Path file, long byteSize) throws IOException {
        NativeAccess.require();
        return PoolFile.create(file, byteSize);
    }

    /**
     * Opens the pool in a file, which other processes may have open, too.
     *
     * @throws PoolDamagedException if there is none, or not a whole one
     */
    public static Pool open(Path file) throws IOException {
        NativeAccess.require();
        return PoolFile.open(file);
    }

    private static void requireNative(MemorySegment memory) {
        NativeAccess.require();
        if (!memory.isNative())
            throw new IllegalArgumentException("a pool needs native memory, and this is on the Java heap: " + memory);
        if (memory.isReadOnly()) throw new IllegalArgumentException("a pool needs memory that it may write: " + memory);
        if (memory.address() % ALIGNMENT != 0)
            throw new IllegalArgumentException(
                    "a pool's memory begins on a multiple of %d, and this at 0x%x, %d too far"
                            .formatted(ALIGNMENT, memory.address(), memory.address() % ALIGNMENT));
    }

    private void enter() {
        gate.enter();
        if (isClosed || !memory.scope().isAlive()) {
            gate.leave();
            throw new IllegalStateException(isClosed ? "the pool is closed" : "the pool's memory is closed");
        }
    }

    /**
     * A block of {@code byteSize} bytes on a multiple of 16, its contents unspecified.
     *
     * @throws OutOfMemoryError if there is none; the message has the numbers
     */
    public MemorySegment allocate(long byteSize) {
        return allocate(byteSize, 1);
    }

    /** The same on a multiple of {@code byteAlignment}, a power of two. */
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        Requests.requireSize("block", byteSize);
        Requests.requireAlignment(byteAlignment);
        enter();
        try {
            long payload = Tlsf.alignedAlloc(control, byteAlignment, byteSize);
            if (payload == 0) throw outOfMemory(byteSize, byteAlignment);
            return block(payload, byteSize);
        } finally {
            gate.leave();
        }
    }

    /** As {@link #allocate(long)}, without a segment: the address of the block, or 0 if there is no memory. */
    public long malloc(long byteSize) {
        enter();
        try {
            return Tlsf.malloc(control, byteSize);
        } finally {
            gate.leave();
        }
    }

    /** As {@link #free(MemorySegment)}, by address; 0 is allowed. */
    public void free(long address) {
        enter();
        try {
            if (address != 0) freed(address);
        } finally {
            gate.leave();
        }
    }

    private OutOfMemoryError outOfMemory(long byteSize, long byteAlignment) {
        return new OutOfMemoryError(
                "%d bytes on a multiple of %d: the pool of %d bytes has %d free, %d of them in one piece"
                        .formatted(
                                byteSize,
                                Math.max(byteAlignment, ALIGNMENT),
                                memory.byteSize(),
                                Tlsf.freeBytes(control),
                                Tlsf.certainBytes(control)));
    }

    private MemorySegment block(long payload, long byteSize) {
        return memory.asSlice(payload - image, byteSize);
    }

    /**
     * Frees a block.
     *
     * @throws IllegalArgumentException if it is none of this pool's live blocks; then nothing has changed. (A block that
     *     has been handed out again meanwhile is a live one.)
     */
    public void free(MemorySegment block) {
        enter();
        try {
            freed(block.address());
        } finally {
            gate.leave();
        }
    }

    private void freed(long payload) {
        requireLive(payload);
        Tlsf.freeLive(control, payload);
    }

    private void requireLive(long payload) {
        String trouble =
                switch (TlsfImage.ruleAgainst(image, payload)) {
                    case Rule.NONE -> "";
                    case Rule.DOUBLE_FREE -> "it is free already";
                    case Rule.INTERIOR_POINTER -> "no block begins there";
                    default -> "it is not in the pool at 0x%x of %d bytes".formatted(image, memory.byteSize());
                };
        if (!trouble.isEmpty()) throw new IllegalArgumentException("block at 0x%x: %s".formatted(payload, trouble));
    }

    /**
     * Resizes a block, in place where its neighbours allow; it keeps its contents as far as they fit, and its alignment.
     *
     * @return the block; the one given must not be used any more
     * @throws OutOfMemoryError if there is no memory: the block is unchanged
     * @throws IllegalArgumentException as {@link #free(MemorySegment)}
     */
    public MemorySegment reallocate(MemorySegment block, long byteSize) {
        Requests.requireSize("block", byteSize);
        enter();
        try {
            requireLive(block.address());
            long payload = Tlsf.realloc(control, block.address(), Math.max(byteSize, 1));
            if (payload == 0) throw outOfMemory(byteSize, 1);
            return block(payload, byteSize);
        } finally {
            gate.leave();
        }
    }

    /**
     * An arena whose blocks come from this pool, zeroed, and go back to it together when it is closed. It belongs to the
     * thread that made it, and must be closed before the pool's memory is.
     */
    public Arena asArena() {
        return new PoolArena(this);
    }

    /** Where a block is, in bytes from the start of the pool's memory: what may be stored in the pool. */
    public long offsetOf(MemorySegment block) {
        long offset = block.address() - image;
        if (offset < 0 || offset >= memory.byteSize())
            throw new IllegalArgumentException(
                    "%s is not in the pool at 0x%x of %d bytes".formatted(block, image, memory.byteSize()));
        return offset;
    }

    /** The live block at an offset, with all its usable bytes. */
    public MemorySegment blockAt(long offset) {
        enter();
        try {
            requireLive(image + offset);
            return block(image + offset, Tlsf.usableBytes(image + offset));
        } finally {
            gate.leave();
        }
    }

    /** What {@link #setMark} has last stored, in whatever process; 0 in a fresh pool. */
    public long mark() {
        enter();
        try {
            return TlsfImage.mark(image);
        } finally {
            gate.leave();
        }
    }

    /** Stores a number in the pool: for example the offset of the block where the program finds all others. */
    public void setMark(long mark) {
        enter();
        try {
            TlsfImage.setMark(image, mark);
        } finally {
            gate.leave();
        }
    }

    /** Looks at every block and list: what is damaged, as far as it can be told apart; empty if all is well. */
    public List<PoolFault> validate() {
        enter();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment report = arena.allocate(Report.bytesFor(MOST_FAULTS), 8);
            long count = TlsfVerifier.verify(control, report.address(), MOST_FAULTS);
            List<PoolFault> faults = new ArrayList<>();
            for (long i = 0; i < Math.min(count, MOST_FAULTS); i++)
                faults.add(new PoolFault(
                        Faults.name(Report.rule(report.address(), i)), Report.address(report.address(), i) - image));
            return faults;
        } finally {
            gate.leave();
        }
    }

    /** The pool's numbers. Takes constant time. */
    public PoolStats stats() {
        enter();
        try {
            return new PoolStats(Tlsf.usedBytes(control), Tlsf.freeBytes(control), Tlsf.certainBytes(control));
        } finally {
            gate.leave();
        }
    }

    /** How many blocks are live. Counts them: the time grows with all blocks. */
    public long liveBlocks() {
        enter();
        try {
            return TlsfWalk.liveBlocks(control);
        } finally {
            gate.leave();
        }
    }

    /** Shows each block, free ones too, in the order of the addresses. */
    public void walk(PoolVisitor visitor) {
        enter();
        try {
            for (long pool = TlsfWalk.firstPool(control); pool != 0; pool = TlsfWalk.nextPool(control, pool)) {
                for (long payload = TlsfWalk.firstPayload(pool); payload != 0; payload = TlsfWalk.nextPayload(payload))
                    visitor.visit(payload - image, TlsfWalk.usableBytes(payload), TlsfWalk.isFree(payload));
            }
        } finally {
            gate.leave();
        }
    }

    /** The memory that the pool is in. */
    public MemorySegment memory() {
        return memory;
    }

    /** Closes the pool; its memory stays yours, a file's is written. Blocks of a file's pool end. Twice does no harm. */
    @Override
    public void close() {
        if (isClosed) return;
        if (memory.scope().isAlive()) gate.close(image);
        isClosed = true;
    }
}
