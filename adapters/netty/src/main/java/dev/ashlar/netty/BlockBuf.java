package dev.ashlar.netty;

import dev.ashlar.adapter.ThreadHeap;
import io.netty.buffer.AbstractReferenceCountedByteBuf;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ScatteringByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * A direct buffer: a block of a heap. When it is released, its block is freed, and it waits on a {@link Shelf} for the next.
 * <pre>
 *   address   | read | readable | writable | usable, but not the buffer's |     a block
 *             0      readerIndex writerIndex capacity
 * </pre>
 * The ByteBuffer that Netty's channels read into and write from is made when one is asked for; as the block that was freed last is the
 * next to be allocated, it often fits the next use, too.
 */
final class BlockBuf extends AbstractReferenceCountedByteBuf {
    private final AshlarAllocator allocator;
    private long address;
    private int capacity;

    /** A view of memory from {@code viewAddress} on, of this block if that is its address; not to be seen by other threads. */
    private @Nullable ByteBuffer view;

    private long viewAddress;

    /** Where it waited last, or is expected to; null for nowhere. */
    private @Nullable Shelf home;

    BlockBuf(AshlarAllocator allocator, @Nullable Shelf home) {
        super(0);
        this.allocator = allocator;
        this.home = home;
    }

    /** Begins a life, with no references but the caller's. */
    void begin(long block, int byteSize, int maxCapacity) {
        address = block;
        capacity = byteSize;
        maxCapacity(maxCapacity);
        clear();
        markReaderIndex();
        markWriterIndex();
        resetRefCnt();
    }

    /** Calls the heap itself: HotSpot inlines only so deep. */
    @Override
    protected void deallocate() {
        long block = address;
        address = 0;
        Shelf shelf = home;
        if (shelf == null || shelf.thread != Thread.currentThread()) shelf = move();
        allocator.count(shelf, -1, -capacity);
        ThreadHeap mine = shelf == null ? null : shelf.heap;
        if (mine == null) allocator.heap().free(block);
        else mine.free(block);
        if (shelf != null) shelf.put(this);
    }

    private @Nullable Shelf move() {
        home = allocator.shelf();
        return home;
    }

    @Override
    public int capacity() {
        return capacity;
    }

    @Override
    public ByteBuf capacity(int newCapacity) {
        checkNewCapacity(newCapacity);
        if (newCapacity == capacity) return this;
        address = allocator.resize(address, capacity, newCapacity);
        capacity = newCapacity;
        trimIndicesToCapacity(newCapacity);
        return this;
    }

    @Override
    public ByteBufAllocator alloc() {
        return allocator;
    }

    @Override
    @Deprecated
    public ByteOrder order() {
        return ByteOrder.BIG_ENDIAN;
    }

    @Override
    public @Nullable ByteBuf unwrap() {
        return null;
    }

    @Override
    public boolean isDirect() {
        return true;
    }

    @Override
    public boolean isContiguous() {
        return true;
    }

    @Override
    public boolean hasArray() {
        return false;
    }

    @Override
    public byte[] array() {
        throw new UnsupportedOperationException("a direct buffer has no array");
    }

    @Override
    public int arrayOffset() {
        throw new UnsupportedOperationException("a direct buffer has no array");
    }

    @Override
    public boolean hasMemoryAddress() {
        return true;
    }

    @Override
    public long memoryAddress() {
        ensureAccessible();
        return address;
    }

    @Override
    protected byte _getByte(int index) {
        return Raw.getByte(address + index);
    }

    @Override
    protected short _getShort(int index) {
        return Raw.getShort(address + index);
    }

    @Override
    protected short _getShortLE(int index) {
        return Raw.getShortLE(address + index);
    }

    @Override
    protected int _getUnsignedMedium(int index) {
        return (Raw.getShort(address + index) & 0xffff) << 8 | Raw.getByte(address + index + 2) & 0xff;
    }

    @Override
    protected int _getUnsignedMediumLE(int index) {
        return Raw.getShortLE(address + index) & 0xffff | (Raw.getByte(address + index + 2) & 0xff) << 16;
    }

    @Override
    protected int _getInt(int index) {
        return Raw.getInt(address + index);
    }

    @Override
    protected int _getIntLE(int index) {
        return Raw.getIntLE(address + index);
    }

    @Override
    protected long _getLong(int index) {
        return Raw.getLong(address + index);
    }

    @Override
    protected long _getLongLE(int index) {
        return Raw.getLongLE(address + index);
    }

    @Override
    protected void _setByte(int index, int value) {
        Raw.setByte(address + index, value);
    }

    @Override
    protected void _setShort(int index, int value) {
        Raw.setShort(address + index, value);
    }

    @Override
    protected void _setShortLE(int index, int value) {
        Raw.setShortLE(address + index, value);
    }

    @Override
    protected void _setMedium(int index, int value) {
        Raw.setShort(address + index, value >> 8);
        Raw.setByte(address + index + 2, value);
    }

    @Override
    protected void _setMediumLE(int index, int value) {
        Raw.setShortLE(address + index, value);
        Raw.setByte(address + index + 2, value >> 16);
    }

    @Override
    protected void _setInt(int index, int value) {
        Raw.setInt(address + index, value);
    }

    @Override
    protected void _setIntLE(int index, int value) {
        Raw.setIntLE(address + index, value);
    }

    @Override
    protected void _setLong(int index, long value) {
        Raw.setLong(address + index, value);
    }

    @Override
    protected void _setLongLE(int index, long value) {
        Raw.setLongLE(address + index, value);
    }

    @Override
    public ByteBuf getBytes(int index, ByteBuf dst, int dstIndex, int length) {
        checkDstIndex(index, length, dstIndex, dst.capacity());
        if (dst.isReadOnly()) throw new ReadOnlyBufferException();
        if (dst.hasMemoryAddress()) Raw.copy(address + index, dst.memoryAddress() + dstIndex, length);
        else if (dst.hasArray()) Raw.copy(address + index, dst.array(), dst.arrayOffset() + dstIndex, length);
        else dst.setBytes(dstIndex, this, index, length);
        return this;
    }

    @Override
    public ByteBuf getBytes(int index, byte[] dst, int dstIndex, int length) {
        checkDstIndex(index, length, dstIndex, dst.length);
        Raw.copy(address + index, dst, dstIndex, length);
        return this;
    }

    @Override
    public ByteBuf getBytes(int index, ByteBuffer dst) {
        checkIndex(index, dst.remaining());
        if (dst.isReadOnly()) throw new ReadOnlyBufferException();
        Raw.copy(address + index, dst);
        dst.position(dst.limit());
        return this;
    }

    @Override
    public ByteBuf getBytes(int index, OutputStream out, int length) throws IOException {
        checkIndex(index, length);
        byte[] chunk = new byte[Math.min(length, CHUNK_BYTES)];
        for (int done = 0; done < length; ) {
            int part = Math.min(length - done, chunk.length);
            Raw.copy(address + index + done, chunk, 0, part);
            out.write(chunk, 0, part);
            done += part;
        }
        return this;
    }

    /** Of arrays that stand between a stream and a buffer. */
    private static final int CHUNK_BYTES = 8 << 10;

    /** Several threads may read from a buffer at once: each has a view of its own. */
    @Override
    public int getBytes(int index, GatheringByteChannel out, int length) throws IOException {
        return out.write(nioBuffer(index, length));
    }

    @Override
    public int getBytes(int index, FileChannel out, long position, int length) throws IOException {
        return out.write(nioBuffer(index, length), position);
    }

    /** Who reads on is alone with the buffer. */
    @Override
    public int readBytes(GatheringByteChannel out, int length) throws IOException {
        checkReadableBytes(length);
        int written = out.write(internalNioBuffer(readerIndex(), length));
        skipBytes(written);
        return written;
    }

    @Override
    public int readBytes(FileChannel out, long position, int length) throws IOException {
        checkReadableBytes(length);
        int written = out.write(internalNioBuffer(readerIndex(), length), position);
        skipBytes(written);
        return written;
    }

    @Override
    public ByteBuf setBytes(int index, ByteBuf src, int srcIndex, int length) {
        checkSrcIndex(index, length, srcIndex, src.capacity());
        if (src.hasMemoryAddress()) Raw.copy(src.memoryAddress() + srcIndex, address + index, length);
        else if (src.hasArray()) Raw.copy(src.array(), src.arrayOffset() + srcIndex, address + index, length);
        else src.getBytes(srcIndex, this, index, length);
        return this;
    }

    @Override
    public ByteBuf setBytes(int index, byte[] src, int srcIndex, int length) {
        checkSrcIndex(index, length, srcIndex, src.length);
        Raw.copy(src, srcIndex, address + index, length);
        return this;
    }

    @Override
    public ByteBuf setBytes(int index, ByteBuffer src) {
        checkIndex(index, src.remaining());
        Raw.copy(src, address + index);
        src.position(src.limit());
        return this;
    }

    @Override
    public int setBytes(int index, InputStream in, int length) throws IOException {
        checkIndex(index, length);
        byte[] chunk = new byte[length];
        int read = in.read(chunk, 0, length);
        if (read > 0) Raw.copy(chunk, 0, address + index, read);
        return read;
    }

    @Override
    public int setBytes(int index, ScatteringByteChannel in, int length) throws IOException {
        try {
            return in.read(internalNioBuffer(index, length));
        } catch (ClosedChannelException _) {
            return -1;
        }
    }

    @Override
    public int setBytes(int index, FileChannel in, long position, int length) throws IOException {
        try {
            return in.read(internalNioBuffer(index, length), position);
        } catch (ClosedChannelException _) {
            return -1;
        }
    }

    @Override
    public ByteBuf setZero(int index, int length) {
        checkIndex(index, length);
        Raw.clear(address + index, length);
        return this;
    }

    @Override
    public ByteBuf writeZero(int length) {
        ensureWritable(length);
        int index = writerIndex();
        setZero(index, length);
        writerIndex(index + length);
        return this;
    }

    @Override
    public ByteBuf copy(int index, int length) {
        checkIndex(index, length);
        return allocator.directBuffer(length, maxCapacity()).writeBytes(this, index, length);
    }

    @Override
    public int nioBufferCount() {
        return 1;
    }

    @Override
    public ByteBuffer nioBuffer(int index, int length) {
        checkIndex(index, length);
        return Raw.view(address + index, length);
    }

    @Override
    public ByteBuffer[] nioBuffers(int index, int length) {
        return new ByteBuffer[] {nioBuffer(index, length)};
    }

    @Override
    public ByteBuffer internalNioBuffer(int index, int length) {
        checkIndex(index, length);
        return view().limit(index + length).position(index);
    }

    private ByteBuffer view() {
        ByteBuffer fitting = view;
        if (fitting != null && viewAddress == address && fitting.capacity() >= capacity) return fitting.clear();
        fitting = Raw.view(address, capacity);
        view = fitting;
        viewAddress = address;
        return fitting;
    }
}
