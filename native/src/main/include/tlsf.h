/*
 * Two-level segregated fit by the names and rules of Matthew Conte's tlsf: programs written for it relink unchanged. All
 * of it is memoman, whose header has more to offer.
 */
#ifndef ASHLAR_TLSF_H
#define ASHLAR_TLSF_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef void *tlsf_t;
typedef void *pool_t;

/* An allocator without a pool in tlsf_size() bytes at `memory`, or with one in the rest of `bytes`; NULL if too small. */
tlsf_t tlsf_create(void *memory);
tlsf_t tlsf_create_with_pool(void *memory, size_t bytes);
void tlsf_destroy(tlsf_t tlsf);

/* The pool of tlsf_create_with_pool. */
pool_t tlsf_get_pool(tlsf_t tlsf);

/* NULL if the memory is too small. Only a pool without live blocks can be removed; others stay. */
pool_t tlsf_add_pool(tlsf_t tlsf, void *memory, size_t bytes);
void tlsf_remove_pool(tlsf_t tlsf, pool_t pool);

/* malloc, memalign, realloc, free. A request of 0 bytes gives NULL. realloc keeps the alignment. */
void *tlsf_malloc(tlsf_t tlsf, size_t bytes);
void *tlsf_memalign(tlsf_t tlsf, size_t alignment, size_t bytes);
void *tlsf_realloc(tlsf_t tlsf, void *block, size_t bytes);
void tlsf_free(tlsf_t tlsf, void *block);

/* Bytes of a block that may be used. */
size_t tlsf_block_size(void *block);

size_t tlsf_size(void);
size_t tlsf_align_size(void);
size_t tlsf_block_size_min(void);
size_t tlsf_block_size_max(void);
size_t tlsf_pool_overhead(void);
size_t tlsf_alloc_overhead(void);

/* Visits the blocks of a pool. Without a walker each is printed, if the program has printf. */
typedef void (*tlsf_walker)(void *block, size_t bytes, int used, void *user);
void tlsf_walk_pool(pool_t pool, tlsf_walker walker, void *user);

/* 0 if all is well, else the number of faults, negative. */
int tlsf_check(tlsf_t tlsf);
int tlsf_check_pool(pool_t pool);

#ifdef __cplusplus
}
#endif

#endif
