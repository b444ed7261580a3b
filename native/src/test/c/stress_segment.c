/*
 * The stress straight on the compiled segment heap, as stress_core.c for the zone heap. Ends with the verifier's word.
 */
#include "report.h"
#include "thread_exit.h"

/* The sanitizer keeps every global, TeaVM's class descriptors too, which nothing else ever uses; they name this one. */
jl_Object_VT jl_Object_Cls;

static void *stress_malloc(size_t bytes) {
    int64_t payload = ashlar_segment_try_malloc((int64_t) bytes);
    return (void *) (payload != 0 ? payload : ashlar_segment_malloc_slow((int64_t) bytes));
}

static int stress_free(void *payload) {
    int done = ashlar_segment_try_free((int64_t) payload);
    if (done == 2) done = ashlar_segment_try_free_other((int64_t) payload);
    return done == 0 ? 0 : done == 1 ? ashlar_segment_emptied((int64_t) payload) : ashlar_segment_free_slow((int64_t) payload);
}

#define MALLOC(bytes) stress_malloc((size_t) (bytes))
#define CALLOC(count, bytes) ((void *) ashlar_segment_calloc((int64_t) (count), (int64_t) (bytes)))
#define REALLOC(payload, bytes) ((void *) ashlar_segment_realloc((int64_t) (payload), (int64_t) (bytes)))
#define ALIGNED(alignment, bytes) ((void *) ashlar_segment_aligned_alloc((int64_t) (alignment), (int64_t) (bytes)))
#define FREE(payload) EXPECT(stress_free(payload) == 0)

#define STRESSED() \
    do { \
        static int64_t faults[64], blocks[81], bytes[81]; \
        ashlar_segment_collect(); /* what is on its way to other threads' pages arrives */ \
        EXPECT(ashlar_test_segment_verify(ashlar_root_address(), (int64_t) faults, 8) == 0); \
        ashlar_segment_use((int64_t) blocks, (int64_t) bytes); \
        for (int i = 0; i < 81; i++) EXPECT(blocks[i] == 0 && bytes[i] == 0); \
        EXPECT(ashlar_segment_statistic(ASHLAR_CLASSES + 1, 0) == 0); \
    } while (0)

#include "../../../../system-tests/src/test/c/stress.h"
