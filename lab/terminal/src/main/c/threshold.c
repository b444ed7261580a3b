/*
 * threshold SIZE [FREED]...: does malloc(SIZE) come from brk or from mmap? Blocks of the other sizes are allocated and freed before.
 * What comes from brk lies below the break. First most of the memory that malloc keeps at hand is used up: while that lasts, it is
 * given out for any size.
 */
#define _DEFAULT_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { AT_HAND_BYTES = 120000 };

int main(int count, char **arguments) {
    if (count < 2) return 2;
    char *start = sbrk(0);
    if (malloc(AT_HAND_BYTES) == NULL) return 1;
    for (int i = 2; i < count; i++) free(malloc(strtoul(arguments[i], NULL, 10)));
    char *payload = malloc(strtoul(arguments[1], NULL, 10));
    if (payload == NULL) return 1;
    int is_below_break = payload >= start && payload < (char *) sbrk(0);
    printf("mapped %d\n", !is_below_break);
    return 0;
}
