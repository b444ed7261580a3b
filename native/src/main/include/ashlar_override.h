/*
 * Makes the malloc family of a C program that is compiled for Windows Ashlar's: include this first, in every file of it, as by
 * GCC's and Clang's -include. Blocks that the C library itself allocates for the program to free (by getcwd, say) remain that
 * library's; those of strdup, strndup and wcsdup are ours, too.
 */
#ifndef ASHLAR_OVERRIDE_H
#define ASHLAR_OVERRIDE_H

#include <malloc.h> /* before its names mean others */
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

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

static inline wchar_t *ashlar_wcsdup(const wchar_t *text) {
    size_t bytes = (wcslen(text) + 1) * sizeof *text;
    void *copy = ashlar_malloc(bytes);
    return copy == NULL ? NULL : (wchar_t *) memcpy(copy, text, bytes);
}

#undef strdup
#undef strndup
#undef wcsdup

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
#define wcsdup ashlar_wcsdup
#define _wcsdup ashlar_wcsdup

/* What takes or gives a block and is not ours does not compile, and so mixes no heaps. */
#define _recalloc ashlar_has_no_recalloc
#define _expand ashlar_has_no_expand
#define _aligned_realloc ashlar_has_no_aligned_realloc
#define _aligned_recalloc ashlar_has_no_aligned_recalloc
#define _aligned_msize ashlar_has_no_aligned_msize
#define _aligned_offset_malloc ashlar_has_no_aligned_offset_malloc
#define _aligned_offset_realloc ashlar_has_no_aligned_offset_realloc
#define _aligned_offset_recalloc ashlar_has_no_aligned_offset_recalloc

#endif
