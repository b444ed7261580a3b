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
EXPORT(platform_behaviour);
