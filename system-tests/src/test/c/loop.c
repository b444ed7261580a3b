/* argv[1] times: 10 000 blocks of mixed sizes, allocated, then freed; in another order if argv[2] is "scattered". */
#include "expect.h"

enum { BLOCKS = 10000 };
static char *blocks[BLOCKS];

int main(int count, char **arguments) {
    EXPECT(count == 3);
    int step = strcmp(arguments[2], "scattered") == 0 ? 7919 : 1;
    for (int rounds = atoi(arguments[1]); rounds > 0; rounds--) {
        for (int i = 0; i < BLOCKS; i++) {
            size_t bytes = i % 100 == 0 ? 100000 : i % 10 == 0 ? 20000 : 1 + i * 37 % 2000;
            EXPECT((blocks[i] = malloc(bytes)) != NULL);
            blocks[i][0] = blocks[i][bytes - 1] = 1;
        }
        for (int i = 0; i < BLOCKS; i++) free(blocks[(long) i * step % BLOCKS]);
    }
    return 0;
}
