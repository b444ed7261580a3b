/* Damages an allocator of an MM_DEBUG build in the way argv[1] says; the next operations must notice. */
#include "expect.h"
#include <memoman.h>
#include <stdio.h>

static _Alignas(16) char memory[1 << 16];

void mm_check_failed(int rule, void *address) {
    printf("rule %d at %td\n", rule, (char *) address - memory);
    fflush(stdout);
    _exit(3);
}

int main(int count, char **arguments) {
    EXPECT(count == 2);
    mm_allocator *allocator = mm_create(memory, sizeof memory);
    char *first = mm_malloc(allocator, 100), *second = mm_malloc(allocator, 100), *third = mm_malloc(allocator, 100);
    mm_free(allocator, first);
    switch (arguments[1][0]) {
        case 'n': break;
        case 'i': mm_free(allocator, second + 32); break;
        case 'f': mm_free(allocator, (char *) allocator + 32); break;
        case 'g': /* the ghost: an underflow of the block after a free one */
            memset(second - 16, 0, 8);
            mm_free(allocator, second);
            break;
        case 'l': /* a link: a write after free */
            memset(first + mm_usable_size(second) - 24, 0x55, 16);
            mm_free(allocator, second);
            break;
        case 'o': /* an overflow into the next header */
            memset(second + mm_usable_size(second), 0, 8);
            mm_free(allocator, third);
            break;
    }
    return 0;
}
