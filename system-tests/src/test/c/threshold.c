/*
 * With mallopt a block of 40 000 bytes is on one side of the threshold and on the other: below, it is at the program break.
 */
#include "expect.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int is_at_break(const char *payload) {
    char *end = sbrk(0);
    return payload < end && end - payload < 1 << 26;
}

int main(void) {
    char *below, *above;
    EXPECT(mallopt(M_MMAP_THRESHOLD, 50000) == 1);
    EXPECT((below = malloc(40000)) != NULL && is_at_break(below));
    EXPECT(mallopt(M_MMAP_THRESHOLD, 30000) == 1);
    EXPECT((above = malloc(40000)) != NULL && !is_at_break(above));
    EXPECT(mallopt(M_TRIM_THRESHOLD, 0) == 0);
    free(below);
    free(above);
    return 0;
}
