/*
 * memoman.h and tlsf.h over dev.ashlar.core.tlsf, compiled from Java above this file. Nothing here calls anything
 * outside, but for printf, if the program has it.
 */
#include "memoman.h"
#include "tlsf.h"

#ifdef _WIN32
#define EXPORT __attribute__((externally_visible)) /* linked in */
#else
#define EXPORT __attribute__((visibility("default"), externally_visible))
#endif

/* Beyond this nothing is ever allocated; on 32 bits a size_t can't say so much. */
#define MOST_BYTES ((size_t) (SIZE_MAX >> 16 > UINT32_MAX ? (uint64_t) 1 << 48 : SIZE_MAX >> 1))

/* The full set of lists tells blocks of up to 1 TiB apart. */
enum { FIRSTS = 32, LOG_SECOND = 5 };

static int64_t handle(const void *pointer) { return (int64_t) (intptr_t) pointer; }
static void *pointer(int64_t address) { return (void *) (intptr_t) address; }
static int64_t amount(size_t bytes) { return bytes > MOST_BYTES ? -1 : (int64_t) bytes; }

EXPORT mm_allocator *mm_create_with(void *memory, size_t bytes, int first_levels, int log2_second) {
    return memory == NULL ? NULL : pointer(ashlar_tlsf_create_with_pool(handle(memory), amount(bytes), first_levels, log2_second));
}

EXPORT mm_allocator *mm_create(void *memory, size_t bytes) {
    if (bytes < 16 << 10) return mm_create_with(memory, bytes, 9, 3);
    if (bytes < 256 << 10) return mm_create_with(memory, bytes, 16, 4);
    return mm_create_with(memory, bytes, FIRSTS, LOG_SECOND);
}

EXPORT void mm_destroy(mm_allocator *allocator) {
    if (allocator != NULL) ashlar_tlsf_destroy(handle(allocator));
}

EXPORT mm_pool *mm_add_pool(mm_allocator *allocator, void *memory, size_t bytes) {
    return memory == NULL ? NULL : pointer(ashlar_tlsf_add_pool(handle(allocator), handle(memory), amount(bytes)));
}

EXPORT int mm_remove_pool(mm_allocator *allocator, mm_pool *pool) {
    return ashlar_tlsf_remove_pool(handle(allocator), handle(pool));
}

EXPORT void *mm_malloc(mm_allocator *allocator, size_t bytes) {
    return pointer(ashlar_tlsf_malloc(handle(allocator), amount(bytes)));
}

EXPORT void *mm_calloc(mm_allocator *allocator, size_t count, size_t bytes) {
    return pointer(ashlar_tlsf_calloc(handle(allocator), amount(count), amount(bytes)));
}

static int is_power_of_two(size_t value) { return value != 0 && (value & (value - 1)) == 0; }

EXPORT void *mm_memalign(mm_allocator *allocator, size_t alignment, size_t bytes) {
    if (!is_power_of_two(alignment)) return NULL;
    return pointer(ashlar_tlsf_aligned_alloc(handle(allocator), amount(alignment), amount(bytes)));
}

EXPORT void *mm_realloc(mm_allocator *allocator, void *block, size_t bytes) {
    return pointer(ashlar_tlsf_realloc(handle(allocator), handle(block), amount(bytes)));
}

EXPORT int mm_free(mm_allocator *allocator, void *block) { return ashlar_tlsf_free(handle(allocator), handle(block)); }

EXPORT size_t mm_usable_size(const void *block) { return block == NULL ? 0 : (size_t) ashlar_tlsf_usable_bytes(handle(block)); }

/* A report of the core: 32 bytes of counts, then a rule and an address of 8 bytes each. */
enum { REPORT_WORDS = 4, MOST_FAULTS = 64 };

EXPORT size_t mm_validate(mm_allocator *allocator, struct mm_fault *faults, size_t capacity) {
    int64_t report[REPORT_WORDS + 2 * MOST_FAULTS];
    size_t count = (size_t) ashlar_tlsf_verify(handle(allocator), handle(report), MOST_FAULTS);
    for (size_t i = 0; i < count && i < capacity && i < MOST_FAULTS; i++) {
        faults[i].rule = (int) report[REPORT_WORDS + 2 * i];
        faults[i].address = pointer(report[REPORT_WORDS + 2 * i + 1]);
    }
    return count;
}

typedef int visitor(void *block, size_t bytes, int is_free, void *context);

static int walk_pool(int64_t pool, visitor *visit, void *context) {
    for (int64_t block = ashlar_tlsf_first_payload(pool), next; block != 0; block = next) {
        next = ashlar_tlsf_next_payload(block); /* before a visitor that frees the block */
        int stop = visit(pointer(block), (size_t) ashlar_tlsf_usable_bytes(block), ashlar_tlsf_is_free(block), context);
        if (stop != 0) return stop;
    }
    return 0;
}

EXPORT int mm_walk(mm_allocator *allocator, visitor *visit, void *context) {
    int stop = 0;
    for (int64_t pool = ashlar_tlsf_first_pool(handle(allocator)); pool != 0 && stop == 0; pool = ashlar_tlsf_next_pool(handle(allocator), pool))
        stop = walk_pool(pool, visit, context);
    return stop;
}

EXPORT void mm_stats(mm_allocator *allocator, struct mm_statistics *statistics) {
    int64_t control = handle(allocator);
    statistics->free_bytes = (size_t) ashlar_tlsf_free_bytes(control);
    statistics->used_bytes = (size_t) ashlar_tlsf_used_bytes(control);
    statistics->certain_bytes = (size_t) ashlar_tlsf_certain_bytes(control);
    statistics->pools = statistics->pool_bytes = 0;
    for (int64_t pool = ashlar_tlsf_first_pool(control); pool != 0; pool = ashlar_tlsf_next_pool(control, pool)) {
        statistics->pools++;
        statistics->pool_bytes += (size_t) ashlar_tlsf_pool_bytes(pool);
    }
}

EXPORT size_t mm_live_blocks(mm_allocator *allocator) { return (size_t) ashlar_tlsf_live_blocks(handle(allocator)); }

static mm_allocator *the_default;

#ifdef _WIN32 /* where a program has what it is linked with or is not linked */

EXPORT mm_allocator *mm_default(void) { return the_default; }

int printf(const char *format, ...);
#define HAS_PRINTF 1

#else

/* The program may have them: MM_DEFAULT_POOL. */
#pragma weak mm_default_memory
#pragma weak mm_default_bytes

EXPORT mm_allocator *mm_default(void) {
    if (the_default == NULL && &mm_default_bytes != NULL) the_default = mm_create(mm_default_memory, mm_default_bytes);
    return the_default;
}

__attribute__((weak)) int printf(const char *format, ...);
#define HAS_PRINTF (printf != NULL)

#endif

EXPORT void mm_set_default(mm_allocator *allocator) { the_default = allocator; }
EXPORT void *mm_malloc_global(size_t bytes) { return mm_default() == NULL ? NULL : mm_malloc(the_default, bytes); }
EXPORT int mm_free_global(void *block) { return the_default == NULL ? MM_NO_POOL : mm_free(the_default, block); }

/* tlsf.h */

/* Memory that is only on an 8-byte boundary loses up to this before the control. */
enum { MOST_PADDING = 8 };

static size_t control_bytes(void) { return (size_t) ashlar_tlsf_control_bytes(FIRSTS, LOG_SECOND); }

EXPORT tlsf_t tlsf_create(void *memory) { return pointer(ashlar_tlsf_create(handle(memory), (int64_t) tlsf_size(), FIRSTS, LOG_SECOND)); }
EXPORT tlsf_t tlsf_create_with_pool(void *memory, size_t bytes) { return mm_create_with(memory, bytes, FIRSTS, LOG_SECOND); }
EXPORT void tlsf_destroy(tlsf_t tlsf) { mm_destroy(tlsf); }
EXPORT pool_t tlsf_get_pool(tlsf_t tlsf) { return (char *) tlsf + control_bytes(); }
EXPORT pool_t tlsf_add_pool(tlsf_t tlsf, void *memory, size_t bytes) { return mm_add_pool(tlsf, memory, bytes); }
EXPORT void tlsf_remove_pool(tlsf_t tlsf, pool_t pool) { mm_remove_pool(tlsf, pool); }
EXPORT void *tlsf_malloc(tlsf_t tlsf, size_t bytes) { return bytes == 0 ? NULL : mm_malloc(tlsf, bytes); }
EXPORT void *tlsf_memalign(tlsf_t tlsf, size_t alignment, size_t bytes) { return bytes == 0 ? NULL : mm_memalign(tlsf, alignment, bytes); }
EXPORT void *tlsf_realloc(tlsf_t tlsf, void *block, size_t bytes) { return block == NULL && bytes == 0 ? NULL : mm_realloc(tlsf, block, bytes); }
EXPORT void tlsf_free(tlsf_t tlsf, void *block) { mm_free(tlsf, block); }
EXPORT size_t tlsf_block_size(void *block) { return mm_usable_size(block); }
EXPORT size_t tlsf_size(void) { return control_bytes() + MOST_PADDING; }
EXPORT size_t tlsf_align_size(void) { return 16; }
EXPORT size_t tlsf_block_size_min(void) { return (size_t) ashlar_tlsf_smallest_bytes(); }
EXPORT size_t tlsf_block_size_max(void) { return MOST_BYTES - 1; }
EXPORT size_t tlsf_pool_overhead(void) { return (size_t) ashlar_tlsf_pool_overhead_bytes(); }
EXPORT size_t tlsf_alloc_overhead(void) { return (size_t) ashlar_tlsf_block_overhead_bytes(); }

struct walker {
    tlsf_walker walk;
    void *user;
};

static int walk_or_print(void *block, size_t bytes, int is_free, void *context) {
    struct walker *walker = context;
    if (walker->walk != NULL) walker->walk(block, bytes, !is_free, walker->user);
    else if (HAS_PRINTF) printf("\t%p %s size: %lx\n", block, is_free ? "free" : "used", (unsigned long) bytes);
    return 0;
}

EXPORT void tlsf_walk_pool(pool_t pool, tlsf_walker walker, void *user) {
    struct walker context = {walker, user};
    walk_pool(handle(pool), walk_or_print, &context);
}

static int negative(size_t faults) { return faults > INT32_MAX ? -INT32_MAX : -(int) faults; }

EXPORT int tlsf_check(tlsf_t tlsf) { return negative(mm_validate(tlsf, NULL, 0)); }

EXPORT int tlsf_check_pool(pool_t pool) {
    int64_t report[REPORT_WORDS + 2];
    return negative((size_t) ashlar_tlsf_verify_pool(handle(pool), handle(report), 1));
}
