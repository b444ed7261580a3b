/*
 * The stress straight on the compiled core, so that sanitizers see core and test in one program while their own malloc
 * keeps serving libc. Ends with the verifier's word.
 */
#include "report.h"

/* The sanitizer keeps every global, TeaVM's class descriptors too, which nothing else ever uses; they name this one. */
jl_Object_VT jl_Object_Cls;

#define MALLOC(bytes) ((void *) ashlar_zone_malloc((int64_t) (bytes)))
#define CALLOC(count, bytes) ((void *) ashlar_zone_calloc((int64_t) (count), (int64_t) (bytes)))
#define REALLOC(payload, bytes) ((void *) ashlar_zone_realloc((int64_t) (payload), (int64_t) (bytes)))
#define ALIGNED(alignment, bytes) ((void *) ashlar_zone_aligned_alloc((int64_t) (alignment), (int64_t) (bytes)))
#define FREE(payload) EXPECT(ashlar_zone_free((int64_t) (payload)) == 0)

#define STRESSED() \
    do { \
        static int64_t faults[64]; \
        EXPECT(ashlar_test_verify(ashlar_root_address(), (int64_t) faults, 8) == 0); \
        EXPECT(ashlar_zone_live_blocks() == 0 && ashlar_zone_live_bytes() == 0); \
    } while (0)

#include "../../../../system-tests/src/test/c/stress.h"
