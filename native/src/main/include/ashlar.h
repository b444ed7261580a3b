/*
 * libashlar.so: the segment heap. It replaces the malloc of every program it is preloaded under or linked to; this header
 * declares what it has beyond <stdlib.h> and <malloc.h>. On Windows, ashlar.dll replaces nothing: it is called by the names
 * at the end.
 *
 * Unless said otherwise any thread may call any function at any time, and a function that fails returns NULL or -1, sets
 * errno, and has changed nothing. What is misused (a heap that is none, a block of another heap) is reported in one line on
 * standard error, and then ASHLAR_ON_ERROR decides: abort (the default), report or ignore.
 */
#ifndef ASHLAR_H
#define ASHLAR_H

#include <stddef.h>

#ifndef ASHLAR_API
#if !defined _WIN32
#define ASHLAR_API
#elif defined ASHLAR_BUILDING
#define ASHLAR_API __declspec(dllexport)
#else
#define ASHLAR_API __declspec(dllimport)
#endif
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* A heap of the program's own: what is allocated from it is in its pages and no others, and ends with it. */
typedef struct ashlar_heap ashlar_heap;

/* A new, empty heap; NULL and ENOMEM if there is no memory. It costs some 4 KiB. */
ASHLAR_API ashlar_heap *ashlar_heap_new(void);

/*
 * As malloc, calloc, realloc and aligned_alloc, from a heap. A block may be freed by any thread, with ashlar_heap_free
 * or with plain free. Threads that use one heap take turns; for speed, give each its own, or use malloc.
 */
ASHLAR_API void *ashlar_heap_malloc(ashlar_heap *heap, size_t bytes);
ASHLAR_API void *ashlar_heap_calloc(ashlar_heap *heap, size_t count, size_t bytes);
ASHLAR_API void *ashlar_heap_realloc(ashlar_heap *heap, void *block, size_t bytes);
ASHLAR_API void *ashlar_heap_aligned_alloc(ashlar_heap *heap, size_t alignment, size_t bytes);

/* Frees a block of the heap; NULL does nothing. A block of another heap is a misuse. */
ASHLAR_API void ashlar_heap_free(ashlar_heap *heap, void *block);

/*
 * Ends the heap and every block that is still in it; NULL does nothing. No other thread may be using the heap or freeing
 * one of its blocks.
 */
ASHLAR_API void ashlar_heap_destroy(ashlar_heap *heap);

/*
 * Gives `bytes` bytes at `memory` to the allocator for good: an arena, used for whatever is allocated. What lies outside the first and last multiple of 64 KiB in it is not used. With `exclusive`, no more memory is
 * taken from the system from now on, for arenas: when those that there are are full, malloc returns NULL.
 * 0, or -1 and EINVAL if the memory holds no whole 64 KiB, or lies a multiple of 1 TiB away from another arena.
 */
ASHLAR_API int ashlar_manage_memory(void *memory, size_t bytes, int exclusive);

/*
 * Calls `visit` for every live block, of `heap` or for NULL of the whole process, by arena and address, with its usable
 * bytes and `context`, until it returns something else than 0; that, or 0, is the result. `visit` may not allocate or free.
 * What other threads allocate or free meanwhile may or may not be seen, and a block they free may vanish while it is
 * visited: for an exact picture, stop them. Blocks that a thread has freed for another and not yet handed over count as free.
 */
ASHLAR_API int ashlar_walk(ashlar_heap *heap, int (*visit)(void *block, size_t bytes, void *context), void *context);

struct ashlar_statistics {
    size_t live_blocks;          /* allocated and not freed */
    size_t live_bytes;           /* usable bytes of them */
    size_t committed_bytes;      /* memory in pages, and free memory not yet given back */
    size_t peak_committed_bytes; /* the most of that so far */
    size_t idle_bytes;           /* of it, free memory not yet given back */
    size_t purged_bytes;         /* given back so far */
    size_t reserved_bytes;       /* addresses of all arenas */
    size_t limit_bytes;          /* 0 for none */
};

/* Fills in the numbers of this moment. It walks all pages: some microseconds for each 10 MB. */
ASHLAR_API void ashlar_stats(struct ashlar_statistics *statistics);

/* Gives back to the system what the calling thread's heap and the common stock do not need now; the bytes given back. */
ASHLAR_API size_t ashlar_collect(void);

/* Bytes that may be used in a live block; 0 for NULL and for what is no live block. */
ASHLAR_API size_t ashlar_usable_size(const void *block);

/* Bytes that a block of `bytes` would have, so that asking for them wastes nothing; 0 if there can be no such block. */
ASHLAR_API size_t ashlar_good_size(size_t bytes);

/*
 * At most `bytes` bytes of memory, in steps of 64 KiB and committed_bytes counting, from now on; 0 for no limit. Beyond it
 * allocation fails with ENOMEM. What is in use already stays.
 */
ASHLAR_API void ashlar_set_limit(size_t bytes);

#ifdef _WIN32
/*
 * The malloc family on Windows, as C and POSIX have it but for the names. What one of these allocated is freed by another of them, in
 * any module of the process, and by no other free; errno is that of msvcrt.dll.
 */
ASHLAR_API void *ashlar_malloc(size_t bytes);
ASHLAR_API void *ashlar_calloc(size_t count, size_t bytes);
ASHLAR_API void *ashlar_realloc(void *block, size_t bytes);
ASHLAR_API void *ashlar_reallocarray(void *block, size_t count, size_t bytes);
ASHLAR_API void *ashlar_aligned_alloc(size_t alignment, size_t bytes);
ASHLAR_API void *ashlar_memalign(size_t alignment, size_t bytes);
ASHLAR_API int ashlar_posix_memalign(void **result, size_t alignment, size_t bytes);
ASHLAR_API void *ashlar_valloc(size_t bytes);
ASHLAR_API void *ashlar_pvalloc(size_t bytes);
ASHLAR_API void ashlar_free(void *block);
ASHLAR_API void ashlar_free_sized(void *block, size_t bytes);
ASHLAR_API void ashlar_free_aligned_sized(void *block, size_t alignment, size_t bytes);
#else
/* C23, not yet declared by every libc: free with a size (and alignment), which must be those of the allocation. */
void free_sized(void *block, size_t bytes);
void free_aligned_sized(void *block, size_t alignment, size_t bytes);
#endif

#ifdef __cplusplus
}
#endif

#endif
