/*
 * The zone heap as a malloc: the family, fork, and what is said at exit. All allocation happens in dev.ashlar.core.zone,
 * compiled from Java above this file.
 */

#define CORE(name) ashlar_zone_##name
#include "family.h"
#include "startup.h"

EXPORT void *malloc(size_t bytes) {
    void *payload = (void *) ashlar_zone_malloc((int64_t) bytes);
    return __builtin_expect(payload != NULL, 1) ? payload : null_with(ENOMEM);
}

EXPORT void free(void *pointer) {
    int rule = ashlar_zone_free((int64_t) pointer);
    if (__builtin_expect(rule != 0, 0)) misused("free", rule, pointer);
}

EXPORT void show_alloc_mem(void) { ashlar_zone_show(1); }

EXPORT void show_alloc_mem_ex(void) { ashlar_zone_show_more(1); }

/* The summary at exit. */

static int64_t live(int32_t which) {
    return which == 0 ? ashlar_zone_live_blocks() : which == 1 ? ashlar_zone_live_bytes() : ashlar_zone_peak_bytes();
}

static int64_t mapped(int32_t which) { return which == 0 ? ashlar_zone_mapped_bytes() : ashlar_zone_mapped_peak_bytes(); }

static void print_stats(void) {
    static const char *const calls[] = {"  malloc ", "  calloc ", "  realloc", "  aligned", "  free   ", "  failed ", "  put off"};
    static const char *const lives[] = {"  blocks ", "  bytes  ", "  peak   "};
    static const char *const kinds[] = {"  TINY   ", "  SMALL  ", "  LARGE  "};
    static const char *const system_calls[] = {"  mmap   ", "  munmap ", "  mremap ", "  getrlim"};
    static const char *const mappeds[] = {"  bytes  ", "  peak   "};
    table_title(options.stats, "zone");
    table_row(options.stats, "  calls         ", calls, ashlar_zone_calls, 3);
    table_row(options.stats, "                ", calls + 3, ashlar_zone_more_calls, 4);
    table_row(options.stats, "  live          ", lives, live, 3);
    table_row(options.stats, "  mapped        ", mappeds, mapped, 2);
    table_row(options.stats, "  zones mapped  ", kinds, ashlar_zone_zones_mapped, 3);
    table_row(options.stats, "  zones unmapped", kinds, ashlar_zone_zones_unmapped, 3);
    table_row(options.stats, "  system calls  ", system_calls, ashlar_zone_system_calls, 4);
}

#define DUMP_TITLE "zone"
#include "dump.h"

static void before_fork(void) { ashlar_zone_before_fork(); }
static void after_fork_in_parent(void) { ashlar_zone_after_fork_in_parent(); }
static void after_fork_in_child(void) { ashlar_zone_after_fork_in_child(); }

static void begin(void) {
    if (!ashlar_zone_configure(options.scribble, options.limit, options.history))
        complain("ASHLAR_HISTORY", ": there is no memory for that many entries; ignored");
    at_fork(before_fork, after_fork_in_parent, after_fork_in_child);
}

static void end(void) {
    if (options.stats == 0 && options.dump == DUMP_NONE) return;
    if (!is_alone) ashlar_zone_settle();
    if (options.stats != 0) print_stats();
    dump_at_exit();
}

LIBRARY(begin, end, no_matter)
