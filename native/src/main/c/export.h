/*
 * How functions of the libraries are seen.
 */
#ifndef ASHLAR_EXPORT_H
#define ASHLAR_EXPORT_H

#define EXPORT __attribute__((visibility("default"), externally_visible))

/* What several names share is inlined into each, so that __builtin_return_address(0) in it is the program's. */
#define INNER static inline __attribute__((always_inline))

#endif
