/*
 * memoman: two-level segregated fit in memory that you supply. Every operation takes a bounded number of steps; nothing
 * is asked of the operating system or of libc, and all state is in your memory.
 *
 *     static _Alignas(16) char memory[65536];
 *     mm_allocator *allocator = mm_create(memory, sizeof memory);
 *     char *text = mm_malloc(allocator, 100);
 *     mm_free(allocator, text);
 *
 * One thread at a time may use an allocator; two allocators know nothing of each other. Payloads lie on 16-byte
 * boundaries, and a live block costs 8 bytes besides.
 */
#ifndef MEMOMAN_H
#define MEMOMAN_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct mm_allocator mm_allocator;
typedef struct mm_pool mm_pool;

/* What a function that returns int says besides 0: nothing has changed then. */
enum {
    MM_DOUBLE_FREE = 1,
    MM_INTERIOR_POINTER = 3, /* no payload begins there */
    MM_POOL_IN_USE = 6,
    MM_NO_POOL = 7
};

/*
 * An allocator with its state and a first pool in `memory`; NULL if that is too small: below 16 KiB it takes about 700
 * bytes, below 256 KiB 2.2 KiB, and from there on 8.4 KiB, so that it tells more sizes apart.
 */
mm_allocator *mm_create(void *memory, size_t bytes);

/*
 * The same with 1 to 40 first levels (powers of two) of 1, 2, 4, 8, 16 or 32 lists each: log2_second 0 to 5. Blocks
 * beyond the last level share one list, whose first block alone is looked at.
 */
mm_allocator *mm_create_with(void *memory, size_t bytes, int first_levels, int log2_second);

/* Ends it. There is nothing to give back: the memory is yours. */
void mm_destroy(mm_allocator *allocator);

/* Adds memory to the allocator; NULL if it is smaller than 80 bytes on 16-byte boundaries, or overlaps a pool. */
mm_pool *mm_add_pool(mm_allocator *allocator, void *memory, size_t bytes);

/* Takes a pool away: 0, MM_POOL_IN_USE if one of its blocks is live, MM_NO_POOL if it is none. */
int mm_remove_pool(mm_allocator *allocator, mm_pool *pool);

/* A block, its contents unspecified; a block of its own for 0 bytes; NULL if there is none. */
void *mm_malloc(mm_allocator *allocator, size_t bytes);

/* The same of count * bytes bytes, all zero; NULL also if the product overflows. */
void *mm_calloc(mm_allocator *allocator, size_t count, size_t bytes);

/* The same on a multiple of `alignment`, a power of two; NULL if that is none. mm_realloc keeps the alignment. */
void *mm_memalign(mm_allocator *allocator, size_t alignment, size_t bytes);

/*
 * Resizes a block: in place where the block after it allows, else down into the one before, else by a copy. A NULL block
 * is allocated; 0 bytes free it and give NULL. Otherwise NULL says that there is no memory, or that `block` is not live:
 * the block is unchanged then.
 */
void *mm_realloc(mm_allocator *allocator, void *block, size_t bytes);

/* Frees a block; NULL is allowed. 0, MM_DOUBLE_FREE or MM_INTERIOR_POINTER: what can be told in constant time. */
int mm_free(mm_allocator *allocator, void *block);

/* Bytes of a live block that may be used: at least what was asked for. */
size_t mm_usable_size(const void *block);

/* A rule that the memory breaks, and where; the rules' numbers are those of dev.ashlar.core.rule.Rule. */
struct mm_fault {
    int rule;
    void *address;
};

/* Looks at everything: how many faults there are. The first `capacity`, 64 at most, are described in `faults`. */
size_t mm_validate(mm_allocator *allocator, struct mm_fault *faults, size_t capacity);

/* Visits the blocks of all pools until `visit` returns other than 0, and returns that; 0 at the end. */
int mm_walk(mm_allocator *allocator, int (*visit)(void *block, size_t usable_bytes, int is_free, void *context), void *context);

struct mm_statistics {
    size_t free_bytes;    /* of all free blocks; each could hold 8 less */
    size_t used_bytes;    /* of all live blocks, their headers included */
    size_t certain_bytes; /* the largest request that is certain to succeed */
    size_t pools;
    size_t pool_bytes;    /* of all pools, what they need for themselves included */
};

/* Takes constant time but for counting the pools. */
void mm_stats(mm_allocator *allocator, struct mm_statistics *statistics);

/* How many blocks are live. Counts them: the time grows with all blocks. */
size_t mm_live_blocks(mm_allocator *allocator);

/*
 * One allocator for all that don't care which. It is the one that mm_set_default was given; without that the first use
 * makes one in the memory that MM_DEFAULT_POOL(bytes), written once at file scope in your program, sets aside (not on Windows); without that
 * too it is NULL, and mm_malloc_global returns NULL.
 */
#define MM_DEFAULT_POOL(bytes) \
    unsigned char mm_default_memory[bytes] __attribute__((aligned(16))); \
    const size_t mm_default_bytes = (bytes)

extern unsigned char mm_default_memory[];
extern const size_t mm_default_bytes;

mm_allocator *mm_default(void);
void mm_set_default(mm_allocator *allocator);
void *mm_malloc_global(size_t bytes);
int mm_free_global(void *block);

/*
 * In a library that was built with MM_DEBUG every operation checks what it touches, and a free or realloc that its block
 * is one. If your program defines this function it is called when a check fails; afterwards, or if it does not, the
 * program traps.
 */
void mm_check_failed(int rule, void *address);

#ifdef __cplusplus
}
#endif

#endif
