/* In an address space of argv[1] MiB, too small for the tables and arenas that the heap likes to reserve. */
#include "expect.h"
#include <pthread.h>
#include <sys/resource.h>

enum { SMALL = 50000 };
static char *blocks[SMALL];

static void *allocates(void *unused) {
    for (int i = 1; i < 1000; i++) free(malloc(i * 7));
    return unused;
}

static void small_ones(void) {
    for (int i = 0; i < SMALL; i++) {
        EXPECT((blocks[i] = malloc(1 + i % 300)) != NULL);
        memset(blocks[i], i, 1 + i % 300);
    }
    for (int i = 0; i < SMALL; i++) {
        EXPECT(blocks[i][i % 300] == (char) i);
        free(blocks[i]);
    }
}

static void all_there_is(size_t bytes, int least) {
    int count = 0;
    errno = 0;
    while (count < SMALL && (blocks[count] = malloc(bytes)) != NULL) count++;
    EXPECT(count >= least && count < SMALL && errno == ENOMEM);
    free(blocks[--count]);
    EXPECT((blocks[count++] = malloc(bytes)) != NULL);
    while (count > 0) free(blocks[--count]);
}

int main(int count, char **arguments) {
    EXPECT(count == 2);
    size_t space = (size_t) atol(arguments[1]) << 20;
    struct rlimit limit;
    EXPECT(getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur == space);
    small_ones();
    errno = 0;
    EXPECT(malloc(OPAQUE(space)) == NULL && errno == ENOMEM);
    /* Big blocks of different sizes: each has the room of the one before. */
    for (size_t bytes = space / 4; bytes < space / 2; bytes += space / 16) {
        char *big = malloc(bytes);
        EXPECT(big != NULL);
        big[0] = big[bytes - 1] = 1;
        free(big);
    }
    all_there_is(1 << 20, (int) (space >> 20) / 2);
    all_there_is(10000, (int) (space / 10000 / 2));
    small_ones();
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 1 << 16);
    for (int i = 0; i < 100; i++) {
        pthread_t id;
        EXPECT(pthread_create(&id, &attributes, allocates, NULL) == 0);
        pthread_join(id, NULL);
    }
    return 0;
}
