/*
 * The test library: what dev.ashlar.entry.TestEntry exports, over roots that the caller supplies, under names that can
 * be looked up. Its own symbols are hidden, so that the linker drops whatever nobody here names.
 */
#include "report.h"

#define EXPORT(name) \
    extern __typeof__(ashlar_test_##name) test_##name \
        __attribute__((alias("ashlar_test_" #name), visibility("default"), externally_visible))

EXPORT(malloc);
EXPORT(calloc);
EXPORT(realloc);
EXPORT(aligned_alloc);
EXPORT(free);
EXPORT(usable_bytes);
EXPORT(rule_against);
EXPORT(enclosing);
EXPORT(configure);
EXPORT(manage);
EXPORT(show);
EXPORT(verify);
EXPORT(stat);
EXPORT(segment_malloc);
EXPORT(segment_calloc);
EXPORT(segment_realloc);
EXPORT(segment_aligned_alloc);
EXPORT(segment_free);
EXPORT(segment_usable_bytes);
EXPORT(segment_rule_against);
EXPORT(segment_enclosing);
EXPORT(segment_set_options);
EXPORT(segment_place_at);
EXPORT(segment_limit);
EXPORT(segment_collect);
EXPORT(segment_tick);
EXPORT(segment_manage);
EXPORT(segment_make_heap);
EXPORT(segment_malloc_in);
EXPORT(segment_destroy_heap);
EXPORT(segment_good_size);
EXPORT(segment_statistic);
EXPORT(segment_use);
EXPORT(segment_walk_next);
EXPORT(segment_verify);
EXPORT(segment_detach);
EXPORT(segment_close);
EXPORT(growing_malloc);
EXPORT(growing_calloc);
EXPORT(growing_realloc);
EXPORT(growing_aligned_alloc);
EXPORT(growing_free);
EXPORT(growing_usable_bytes);
EXPORT(growing_rule_against);
EXPORT(growing_enclosing);
EXPORT(growing_configure);
EXPORT(growing_collect);
EXPORT(guarded_allocate);
EXPORT(guarded_calloc);
EXPORT(guarded_realloc);
EXPORT(guarded_free);
EXPORT(guarded_usable_bytes);
EXPORT(guarded_rule_against);
EXPORT(guarded_enclosing);
EXPORT(guarded_configure);
EXPORT(guarded_check_all);
EXPORT(guarded_flush);
EXPORT(guarded_stack);
EXPORT(guarded_touched);
EXPORT(platform_behaviour);
