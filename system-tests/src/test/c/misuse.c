/* Frees and reallocs that the heap must survive; argv[1] picks one, nothing runs them all. */
#include "expect.h"

static char stack_like[64];

static void one(int which) {
    char on_stack[64];
    char *block = malloc(40);
    char *large = malloc(100000);
    memset(block, 9, 40);
    errno = 0;
    switch (which) {
    case 0: free(OPAQUE(block + 5)); break;
    case 1: free(OPAQUE((char *) on_stack)); break;
    case 2: EXPECT(realloc(OPAQUE(block + 5), 10) == NULL && errno == EINVAL); break;
    case 3: free(OPAQUE(stack_like + 16)); break;
    case 4: free(OPAQUE(block + 16)); break;
    case 5: {
        char *twice = OPAQUE(malloc(40));
        free(twice);
        free(OPAQUE(twice));
        break;
    }
    case 6: free(OPAQUE(large + 4096)); break;
    case 7: {
        char *gone = OPAQUE(large);
        free(large);
        free(OPAQUE(gone));
        large = NULL;
        break;
    }
    case 8: free(OPAQUE((char *) 0x10)); break;
    case 9: EXPECT(realloc(OPAQUE((char *) on_stack), 10) == NULL && errno == EINVAL); break;
    }
    for (int i = 0; i < 40; i++) EXPECT(block[i] == 9);
    char *more = malloc(40);
    EXPECT(more != NULL && more != block);
    free(more);
    free(block);
    free(large);
}

int main(int count, char **arguments) {
    if (count > 1) {
        one(atoi(arguments[1]));
        return 0;
    }
    for (int which = 0; which < 10; which++) one(which);
    return 0;
}
