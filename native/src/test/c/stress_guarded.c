/*
 * The stress straight on the compiled guarded heap, as stress_core.c for the zone heap. Ends with the verifier's word.
 */
#include "report.h"

/* The sanitizer keeps every global, TeaVM's class descriptors too, which nothing else ever uses; they name this one. */
jl_Object_VT jl_Object_Cls;

/* What a thread has found, of which there is nothing in a program that behaves. */
static __thread int64_t found[2 + 8];

#define FOUND (ashlar_findings_open((int64_t) found, 1), (int64_t) found)
#define MALLOC(bytes) ((void *) ashlar_guarded_allocate(1, (int64_t) (bytes), 1, FOUND))
#define CALLOC(count, bytes) ((void *) ashlar_guarded_calloc((int64_t) (count), (int64_t) (bytes), 2, FOUND))
#define REALLOC(payload, bytes) ((void *) ashlar_guarded_realloc((int64_t) (payload), (int64_t) (bytes), 3, FOUND))
#define ALIGNED(alignment, bytes) ((void *) ashlar_guarded_allocate((int64_t) (alignment), (int64_t) (bytes), 4, FOUND))
#define FREE(payload) EXPECT(ashlar_guarded_free((int64_t) (payload), -1, -1, 5, FOUND) == 0 && found[0] == 0)

#define STRESSED() \
    do { \
        static int64_t faults[64]; \
        EXPECT(ashlar_test_guarded_verify((int64_t) faults, 8) == 0); \
        ashlar_guarded_check_all(FOUND); \
        EXPECT(found[0] == 0 && ashlar_guarded_total(0) == 0 && ashlar_guarded_total(1) == 0); \
    } while (0)

#include "../../../../system-tests/src/test/c/stress.h"
