/* As pairs.c, with functions that do nothing in the place of malloc and free: what the loop itself costs. */
#include "expect.h"

__attribute__((noinline)) static void *no_malloc(size_t bytes) { return (void *) OPAQUE(bytes); }
__attribute__((noinline)) static void no_free(void *pointer) { (void) OPAQUE(pointer); }

int main(int count, char **arguments) {
    EXPECT(count == 3);
    size_t bytes = (size_t) atol(arguments[1]);
    char *ring[8] = {0};
    for (long i = atol(arguments[2]); i > 0; i--) {
        no_free(ring[i & 7]);
        ring[i & 7] = OPAQUE(no_malloc(bytes));
    }
    return 0;
}
