/*
 * With ASHLAR_SCRIBBLE=1: fresh memory is 0xA5 throughout, freed memory forgets, and only calloc's is zero. argv[1]: "fresh",
 * or "grown" for what realloc adds.
 */
#include "expect.h"
#include <malloc.h>

static const size_t sizes[] = {16, 100, 1000, 5000, 40000, 65536, 200000, 300000, 5000000};

static int holds(const unsigned char *block, size_t bytes, unsigned char value) {
    for (size_t i = 0; i < bytes; i++)
        if (block[i] != value) return 0;
    return 1;
}

static void fresh(size_t bytes) {
    unsigned char *block = OPAQUE((unsigned char *) malloc(bytes)), *neighbour = malloc(bytes);
    EXPECT(holds(block, malloc_usable_size(block), 0xA5));
    memset(block, 1, bytes);
    free(block);
    block = OPAQUE(block);
    for (size_t i = 16; i < bytes; i++) EXPECT(block[i] != 1); /* the heap's own links are before */
    block = calloc(1, bytes);
    EXPECT(holds(block, bytes, 0));
    free(block);
    block = aligned_alloc(256, bytes);
    EXPECT(holds(block, bytes, 0xA5));
    free(block);
    free(neighbour);
}

static void grown(size_t bytes) {
    unsigned char *block = malloc(bytes);
    size_t usable = malloc_usable_size(block);
    memset(block, 1, usable);
    block = realloc(block, bytes * 3);
    EXPECT(holds(block, bytes, 1) && holds(block + usable, bytes * 3 - usable, 0xA5));
    free(block);
}

int main(int count, char **arguments) {
    EXPECT(count == 2);
    for (int round = 0; round < 3; round++)
        for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++)
            if (strcmp(arguments[1], "fresh") == 0) fresh(sizes[i]);
            else grown(sizes[i]);
    return 0;
}
