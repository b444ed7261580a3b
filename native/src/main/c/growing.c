/*
 * The pools that grow as a malloc: the family, fork, and what is said at exit. All allocation happens in
 * dev.ashlar.core.growing, compiled from Java above this file.
 */

#define CORE(name) ashlar_growing_##name
#include "family.h"
#include "startup.h"

EXPORT void *malloc(size_t bytes) {
    void *payload = (void *) ashlar_growing_malloc((int64_t) bytes);
    return __builtin_expect(payload != NULL, 1) ? payload : null_with(ENOMEM);
}

EXPORT void free(void *pointer) {
    int rule = ashlar_growing_free((int64_t) pointer);
    if (__builtin_expect(rule != 0, 0)) misused("free", rule, pointer);
}

EXPORT int malloc_trim(size_t keep) {
    (void) keep;
    return ashlar_growing_collect();
}

#define DUMP_TITLE "tlsf"
#include "dump.h"

/* The summary at exit. */

static int64_t pools(int32_t which) { return which == 0 ? ashlar_growing_pools() : ashlar_growing_mapped(which - 1); }

static void print_stats(void) {
    static const char *const lives[] = {"  blocks ", "  bytes  ", "  free   ", "  certain"};
    static const char *const maps[] = {"  count  ", "  bytes  ", "  peak   "};
    static const char *const calls[] = {"  reserve", "  commit ", "  decommi", "  protect", "  release"};
    table_title(options.stats, "tlsf");
    table_row(options.stats, "  live          ", lives, ashlar_growing_live, 4);
    table_row(options.stats, "  pools         ", maps, pools, 3);
    table_row(options.stats, "  system calls  ", calls, ashlar_growing_system_calls, 5);
}

static void left_alone(void) { ashlar_growing_after_fork_in_child(); }

static void begin(void) {
    ashlar_growing_configure(options.scribble, options.limit);
    at_fork(NULL, NULL, left_alone);
}

static void end(void) {
    if (is_alone) left_alone();
    if (options.stats != 0) print_stats();
    dump_at_exit();
}

LIBRARY(begin, end, no_matter)
