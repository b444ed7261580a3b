/*
 * The stress straight on the compiled pools that grow, as stress_core.c for the zone heap. Ends with the verifier's word.
 */
#include "report.h"

/* The sanitizer keeps every global, TeaVM's class descriptors too, which nothing else ever uses; they name this one. */
jl_Object_VT jl_Object_Cls;

#define MALLOC(bytes) ((void *) ashlar_growing_malloc((int64_t) (bytes)))
#define CALLOC(count, bytes) ((void *) ashlar_growing_calloc((int64_t) (count), (int64_t) (bytes)))
#define REALLOC(payload, bytes) ((void *) ashlar_growing_realloc((int64_t) (payload), (int64_t) (bytes)))
#define ALIGNED(alignment, bytes) ((void *) ashlar_growing_aligned_alloc((int64_t) (alignment), (int64_t) (bytes)))
#define FREE(payload) EXPECT(ashlar_growing_free((int64_t) (payload)) == 0)

#define STRESSED() \
    do { \
        static int64_t faults[64]; \
        EXPECT(ashlar_test_growing_verify((int64_t) faults, 8) == 0); \
        EXPECT(ashlar_growing_live(0) == 0 && ashlar_growing_live(1) == 0 && ashlar_growing_pools() == 1); \
    } while (0)

#include "../../../../system-tests/src/test/c/stress.h"
