/*
 * glibcbins SIZE: in which bin does glibc keep a free block of SIZE bytes? A bin is a ring of links, and its head lies in main_arena, 16
 * bytes for each bin, the unsorted one first, with number 1. A block that is alone in its bin has links to the head.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { UNSORTED = 1, BIN_BYTES = 16, SORTING_BYTES = 100000 };

int main(int count, char **arguments) {
#ifndef __GLIBC__
    return 3;
#endif
    if (count < 2) return 2;
    static char buffer[4096];
    setvbuf(stdout, buffer, _IOFBF, sizeof buffer); /* or printf would call malloc itself */

    volatile uintptr_t *payload = malloc(strtoul(arguments[1], NULL, 10));
    void *neighbour = malloc(16); /* or it would be merged with what is not handed out yet */
    free((void *) payload);
    uintptr_t unsorted = payload[0];       /* it is alone there */
    void *large = malloc(SORTING_BYTES);   /* sorts what is free */
    uintptr_t sorted = payload[0];

    printf("bin %ld\n", (long) (sorted - unsorted) / BIN_BYTES + UNSORTED);
    free(large);
    free(neighbour);
    return 0;
}
