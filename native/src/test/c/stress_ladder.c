/*
 * The stress straight on the compiled ladder, on its last step, as stress_core.c for the zone heap. Ends with the verifier's word.
 */
#include "report.h"

/* The sanitizer keeps every global, TeaVM's class descriptors too, which nothing else ever uses; they name this one. */
jl_Object_VT jl_Object_Cls;

__attribute__((constructor)) static void choose(void) { ashlar_ladder_configure(8, 0, 0, 8, 0, 0); }

#define MALLOC(bytes) ((void *) ashlar_ladder_malloc((int64_t) (bytes)))
#define CALLOC(count, bytes) ((void *) ashlar_ladder_calloc((int64_t) (count), (int64_t) (bytes)))
#define REALLOC(payload, bytes) ((void *) ashlar_ladder_realloc((int64_t) (payload), (int64_t) (bytes)))
#define ALIGNED(alignment, bytes) ((void *) ashlar_ladder_aligned_alloc((int64_t) (alignment), (int64_t) (bytes)))
#define FREE(payload) EXPECT(ashlar_ladder_free((int64_t) (payload)) == 0)

#define STRESSED() \
    do { \
        static int64_t faults[64]; \
        EXPECT(ashlar_test_ladder_verify(ashlar_root_address(), (int64_t) faults, 8) == 0); \
        EXPECT(ashlar_ladder_searches(0) == 0); \
    } while (0)

#include "../../../../system-tests/src/test/c/stress.h"
