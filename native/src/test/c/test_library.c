/*
 * The test library: what dev.ashlar.entry.TestEntry exports, over roots that the caller supplies, under names that can
 * be looked up. Its own symbols are hidden, so that the linker drops whatever nobody here names.
 */
#include "report.h"

#define EXPORT(name) \
    extern __typeof__(ashlar_test_##name) test_##name \
        __attribute__((alias("ashlar_test_" #name), visibility("default"), externally_visible));
#include "test_exports.h"
