/* argv[2] pairs of malloc and free of argv[1] bytes, a few blocks apart. */
#include "expect.h"

int main(int count, char **arguments) {
    EXPECT(count == 3);
    size_t bytes = (size_t) atol(arguments[1]);
    char *ring[8] = {0};
    for (long i = atol(arguments[2]); i > 0; i--) {
        free(ring[i & 7]);
        ring[i & 7] = OPAQUE(malloc(bytes));
    }
    return 0;
}
