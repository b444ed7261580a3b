/*
 * How functions of the libraries are seen.
 */
#ifndef ASHLAR_EXPORT_H
#define ASHLAR_EXPORT_H

#ifdef _WIN32
#define EXPORT __attribute__((dllexport, externally_visible))
#define ASHLAR_BUILDING
#include "ashlar_override.h" /* there, nothing is replaced: the family has names of its own */
#else
#define EXPORT __attribute__((visibility("default"), externally_visible))
#endif

/* What several names share is inlined into each, so that __builtin_return_address(0) in it is the program's. */
#define INNER static inline __attribute__((always_inline))

#endif
