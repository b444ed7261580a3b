/* Walks back from a payload to the word that says that here is a block of the ladder's. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { MOST_BYTES = 64 };
static const uint32_t live = 0xA110CA7E;

int main(void) {
    static char buffer[4096];
    setvbuf(stdout, buffer, _IOFBF, sizeof buffer); /* or printf would call malloc itself */
    free(malloc(1000)); /* so that there is memory before the block */

    char *payload = malloc(100);
    volatile uint32_t *word = (volatile uint32_t *) payload;
    do word--;
    while (*word != live && (char *) word > payload - MOST_BYTES);
    if (*word != live) return 1;

    printf("distance %ld\n", (long) (payload - (char *) word));
    printf("size %ld\n", (long) *(volatile uint64_t *) (payload - 16));
    printf("live %ld\n", (long) *word);
    free(payload);
    printf("freed %ld\n", (long) *word);
    free(payload); /* the mistake */
    return 0;
}
