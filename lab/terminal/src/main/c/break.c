/* Where is the end of the heap before and after malloc(1000), and how often does it move? */
#define _DEFAULT_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { MOST = 100000 };
static void *blocks[MOST];

int main(void) {
    static char buffer[4096];
    setvbuf(stdout, buffer, _IOFBF, sizeof buffer); /* or printf would call malloc itself */

    char *start = sbrk(0);
    blocks[0] = malloc(1000);
    char *first = sbrk(0);

    int calls = 1;
    while (calls < MOST && sbrk(0) == first) blocks[calls++] = malloc(1000);
    char *second = sbrk(0);

    for (int i = 0; i < calls; i++) free(blocks[i]);
    char *after = sbrk(0);

    printf("start %ld\n", (long) start);
    printf("first-move %ld\n", (long) (first - start));
    printf("calls %d\n", calls);
    printf("second-move %ld\n", (long) (second - first));
    printf("after-free %ld\n", (long) (after - start));
    return 0;
}
