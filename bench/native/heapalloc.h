/* The malloc family over Windows's own heap, for a program that includes this first. */
#include <stdlib.h> /* before its names are others */

#include <windows.h>

static inline void *heap_malloc(size_t bytes) { return HeapAlloc(GetProcessHeap(), 0, bytes); }
static inline void *heap_calloc(size_t count, size_t bytes) { return HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, count * bytes); }
static inline void heap_free(void *block) { HeapFree(GetProcessHeap(), 0, block); }

static inline void *heap_realloc(void *block, size_t bytes) {
    return block == NULL ? heap_malloc(bytes) : HeapReAlloc(GetProcessHeap(), 0, block, bytes);
}

#define malloc heap_malloc
#define calloc heap_calloc
#define realloc heap_realloc
#define free heap_free
