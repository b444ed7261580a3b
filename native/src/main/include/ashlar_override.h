/*
 * Makes the malloc family of a program that is compiled for Windows Ashlar's: include this first, in every file of it, as by
 * GCC's and Clang's -include. Blocks that the C library itself allocates for the program to free (by getcwd, say) remain that
 * library's; those of strdup, strndup and the aligned functions are ours, too.
 */
#ifndef ASHLAR_OVERRIDE_H
#define ASHLAR_OVERRIDE_H

#include <malloc.h> /* before its names mean others */
#include <stdlib.h>
#include <string.h>

#include "ashlar.h"

static inline char *ashlar_strndup(const char *text, size_t most) {
    size_t length = 0;
    while (length < most && text[length] != 0) length++;
    char *copy = (char *) ashlar_malloc(length + 1);
    if (copy == NULL) return NULL;
    copy[length] = 0;
    return (char *) memcpy(copy, text, length);
}

static inline char *ashlar_strdup(const char *text) { return ashlar_strndup(text, (size_t) -1); }

#undef strdup
#undef strndup

#define malloc ashlar_malloc
#define calloc ashlar_calloc
#define realloc ashlar_realloc
#define reallocarray ashlar_reallocarray
#define free ashlar_free
#define free_sized ashlar_free_sized
#define free_aligned_sized ashlar_free_aligned_sized
#define aligned_alloc ashlar_aligned_alloc
#define memalign ashlar_memalign
#define posix_memalign ashlar_posix_memalign
#define valloc ashlar_valloc
#define pvalloc ashlar_pvalloc
#define malloc_usable_size ashlar_usable_size
#define _msize ashlar_usable_size
#define _aligned_malloc(bytes, alignment) ashlar_memalign(alignment, bytes)
#define _aligned_free ashlar_free
#define strdup ashlar_strdup
#define _strdup ashlar_strdup
#define strndup ashlar_strndup

#endif
