package dev.ashlar;

import dev.ashlar.core.tlsf.TlsfImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A pool in a mapped file, and who may be inside: one thread of this process, and one process, at a time.
 * <pre>
 *   file    image …
 *   locks   2⁶² + 0   while somebody opens or closes the pool: exclusive
 *           2⁶² + 1   while a process has it open: shared. Who gets it exclusively is alone
 * </pre>
 * The system takes these locks from a process that ends, however it does; so the one that is alone knows that whoever left
 * the image open was killed.
 */
final class PoolFile implements Gate {
    private static final long OPENING = 1L << 62;
    private static final long ATTACHED = OPENING + 1;

    private final FileChannel channel;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private final ReentrantLock threads = new ReentrantLock();
    private final ProcessLock processes;
    private FileLock attached;

    private PoolFile(FileChannel channel, FileLock attached) throws IOException {
        this.channel = channel;
        this.attached = attached;
        memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size(), arena);
        processes = new ProcessLock(TlsfImage.lock(memory.address()));
    }

    static Pool create(Path file, long byteSize) throws IOException {
        if (byteSize <= 0) throw new IllegalArgumentException("a pool of %d bytes".formatted(byteSize));
        FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            channel.write(ByteBuffer.allocate(1), byteSize - 1);
            return within(channel, file, false);
        } catch (IOException | RuntimeException failure) {
            channel.close();
            Files.deleteIfExists(file);
            throw failure;
        }
    }

    static Pool open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            return within(channel, file, true);
        } catch (IOException | RuntimeException failure) {
            channel.close();
            throw failure;
        }
    }

    /** Opens or makes the pool in a file while nobody else can. */
    private static Pool within(FileChannel channel, Path file, boolean isThere) throws IOException {
        try (FileLock _ = channel.lock(OPENING, 1, false)) {
            FileLock alone = channel.tryLock(ATTACHED, 1, false);
            if (alone != null) alone.release();
            PoolFile pool = new PoolFile(channel, channel.lock(ATTACHED, 1, true));
            try {
                if (!isThere) return Pool.create(pool.memory, pool);
                if (alone == null) return Pool.attach(pool.memory, pool);
                Pool opened = Pool.open(pool.memory, pool);
                pool.processes.reset();
                return opened;
            } catch (RuntimeException failure) {
                pool.arena.close();
                throw failure;
            }
        } catch (OverlappingFileLockException twice) {
            throw new IllegalStateException("this process has the pool in %s open already".formatted(file), twice);
        }
    }

    @Override
    public void enter() {
        threads.lock();
        if (!arena.scope().isAlive()) return; // the pool says so
        boolean isWhole;
        try {
            isWhole = !processes.enter() || TlsfImage.recover(memory.address());
        } catch (RuntimeException interrupted) {
            threads.unlock();
            throw interrupted;
        }
        if (isWhole) return;
        processes.leave();
        threads.unlock();
        throw new PoolDamagedException("a process was killed inside the pool, and its blocks can't be followed");
    }

    @Override
    public void leave() {
        if (arena.scope().isAlive()) processes.leave();
        threads.unlock();
    }

    @Override
    public void close(long image) {
        threads.lock();
        try (channel;
                FileLock _ = channel.lock(OPENING, 1, false)) {
            attached.release();
            FileLock alone = channel.tryLock(ATTACHED, 1, false);
            if (alone != null) {
                TlsfImage.close(image);
                memory.force();
                alone.release();
            }
            arena.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } finally {
            threads.unlock();
        }
    }
}
