/**
 * Netty's buffers in a heap of Ashlar's.
 * <pre>
 *   AshlarAllocator   a ByteBufAllocator     malloc and free of the heap, for each direct buffer
 *   BlockBuf          a buffer               the address of a block; used again, by the thread that released it
 *   Shelves, Shelf    per thread             the buffers that wait for use, and what is allocated, counted without a lock
 *   Raw               memory by address
 * </pre>
 * There are no chunks: a buffer that lives long holds its own block, and nothing else.
 */
@NullMarked
package dev.ashlar.netty;

import org.jspecify.annotations.NullMarked;
