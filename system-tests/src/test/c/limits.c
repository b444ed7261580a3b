/* Requests beyond the limits of the process. */
#include "expect.h"
#include <sys/resource.h>

static void limited(int resource) {
    struct rlimit old, low;
    getrlimit(resource, &old);
    low = old;
    low.rlim_cur = 64 << 20;
    EXPECT(setrlimit(resource, &low) == 0);
    errno = 0;
    EXPECT(malloc(OPAQUE((size_t) 65 << 20)) == NULL && errno == ENOMEM);
    char *block = malloc(1000);
    EXPECT(block != NULL);
    block[999] = 5;
    errno = 0;
    EXPECT(realloc(block, OPAQUE((size_t) 65 << 20)) == NULL && errno == ENOMEM && block[999] == 5);
    errno = 0;
    int blocks = 0;
    while (blocks < 1000 && malloc(1 << 20) != NULL) blocks++;
    EXPECT(blocks < 64 && errno == ENOMEM);
    while (malloc(100) != NULL) continue;
    EXPECT(errno == ENOMEM);
    free(block);
    EXPECT(malloc(900) != NULL);
    EXPECT(setrlimit(resource, &old) == 0);
    EXPECT(malloc(65 << 20) != NULL);
}

int main(int count, char **arguments) {
    limited(count > 1 && strcmp(arguments[1], "data") == 0 ? RLIMIT_DATA : RLIMIT_AS);
    return 0;
}
