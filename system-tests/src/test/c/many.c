/* argv[1] live blocks, freed every other one and then the rest, with allocations of other sizes into the holes. */
#include "expect.h"

int main(int count, char **arguments) {
    EXPECT(count == 2);
    long blocks = atol(arguments[1]);
    char **live = malloc(blocks * sizeof *live);
    EXPECT(live != NULL);
    for (long i = 0; i < blocks; i++) EXPECT((live[i] = malloc(16 + i % 29 * 8)) != NULL);
    for (long i = 0; i < blocks; i += 2) free(live[i]);
    for (long i = 0; i < blocks; i += 2) EXPECT((live[i] = malloc(16 + i % 31 * 16)) != NULL);
    for (long i = 0; i < blocks; i++) free(live[(i * 7919) % blocks]);
    free(live);
    return 0;
}
