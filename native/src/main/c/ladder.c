/*
 * The ladder as a malloc, on the step that ASHLAR_HEAP names: the family, fork, and what is said at exit. All allocation happens in
 * dev.ashlar.core.ladder, compiled from Java above this file.
 */

#define CORE(name) ashlar_ladder_##name
#include "family.h"
#include "startup.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

EXPORT void *malloc(size_t bytes) {
    void *payload = (void *) ashlar_ladder_malloc((int64_t) bytes);
    return __builtin_expect(payload != NULL, 1) ? payload : null_with(ENOMEM);
}

EXPORT void free(void *pointer) {
    int rule = ashlar_ladder_free((int64_t) pointer);
    if (__builtin_expect(rule != 0, 0)) misused("free", rule, pointer);
}

#ifdef __GLIBC__
/* Of glibc's parameters the one that there is here. */
EXPORT int mallopt(int parameter, int value) {
    if (parameter != M_MMAP_THRESHOLD || value < 0) return 0;
    ashlar_ladder_set_threshold(value);
    return 1;
}
#endif

#define DUMP_TITLE steps[options.step]
#include "dump.h"

/* The summary at exit. */

static void print_stats(void) {
    static const char *const searches[] = {"  blocks ", "  visited", "  waits  "};
    static const char *const system[] = {"  bytes  ", "  peak   ", "  breaks "};
    table_title(options.stats, steps[options.step]);
    table_row(options.stats, "  live          ", searches, ashlar_ladder_searches, 3);
    table_row(options.stats, "  system        ", system, ashlar_ladder_system, 3);
}

static void left_alone(void) { ashlar_ladder_after_fork_in_child(); }

static void begin(void) {
    ashlar_ladder_configure(options.step, options.best_fit, options.map_threshold, (int32_t) options.arenas, options.scribble, options.limit);
    at_fork(NULL, NULL, left_alone);
}

static void end(void) {
    if (options.stats != 0) print_stats();
    dump_at_exit();
}

LIBRARY(begin, end, no_matter)
