/* 196 MB in 400 000 blocks, freed: prints the resident KiB then and after. */
#include "expect.h"
#include <stdio.h>

enum { BLOCKS = 400000 };
static char *blocks[BLOCKS];

static long resident(void) {
    long size, pages;
    FILE *file = fopen("/proc/self/statm", "r");
    EXPECT(file != NULL && fscanf(file, "%ld %ld", &size, &pages) == 2);
    fclose(file);
    return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

int main(void) {
    for (long i = 0; i < BLOCKS; i++) {
        size_t bytes = 10 + i * 7919 % 961;
        EXPECT((blocks[i] = malloc(bytes)) != NULL);
        memset(blocks[i], 1, bytes);
    }
    long full = resident();
    for (long i = 0; i < BLOCKS; i++) free(blocks[i * 7919 % BLOCKS]);
    printf("%ld %ld\n", full, resident());
    return 0;
}
