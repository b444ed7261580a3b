/*
 * A program that takes memory at the program break for itself, between what malloc takes there.
 */
#include "expect.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { COUNT = 40, BYTES = 50000 };

static int is_filled(const char *bytes, size_t count, char value) {
    for (size_t i = 0; i < count; i++)
        if (bytes[i] != value) return 0;
    return 1;
}

int main(void) {
    static char *blocks[COUNT], *ours[COUNT];
    for (int i = 0; i < COUNT; i++) {
        EXPECT((blocks[i] = malloc(BYTES)) != NULL);
        memset(blocks[i], i, BYTES);
        ours[i] = sbrk(1000 + i);
        EXPECT(ours[i] != (void *) -1);
        memset(ours[i], 0x80 + i, 1000 + (size_t) i);
        if (i % 3 == 2) {
            free(blocks[i - 1]);
            blocks[i - 1] = NULL;
        }
    }
    for (int i = 0; i < COUNT; i++) {
        EXPECT(is_filled(ours[i], 1000 + (size_t) i, (char) (0x80 + i)));
        EXPECT(blocks[i] == NULL || is_filled(blocks[i], BYTES, (char) i));
        free(blocks[i]);
    }
    return 0;
}
