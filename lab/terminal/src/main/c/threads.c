/* threads THREADS ROUNDS: each thread allocates and frees so many blocks; of its own, a few live at a time. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { MOST_THREADS = 64, LIVE = 16 };
static long rounds;
static pthread_barrier_t start;

static void *work(void *seed) {
    unsigned long random = 2 * (unsigned long) seed + 1;
    char *blocks[LIVE] = {NULL};
    pthread_barrier_wait(&start);
    for (long i = 0; i < rounds; i++) {
        random = random * 6364136223846793005u + 1442695040888963407u;
        size_t bytes = 16 + (random >> 40) % 496;
        free(blocks[i % LIVE]);
        blocks[i % LIVE] = malloc(bytes);
        blocks[i % LIVE][0] = 1;
    }
    for (int i = 0; i < LIVE; i++) free(blocks[i]);
    return NULL;
}

int main(int count, char **arguments) {
    if (count < 3) return 2;
    int threads = atoi(arguments[1]);
    rounds = atol(arguments[2]);
    if (threads < 1 || threads > MOST_THREADS) return 2;
    pthread_t all[MOST_THREADS];
    struct timespec from, to;
    pthread_barrier_init(&start, NULL, (unsigned) threads + 1);
    for (long i = 0; i < threads; i++) pthread_create(&all[i], NULL, work, (void *) i);
    clock_gettime(CLOCK_MONOTONIC, &from);
    pthread_barrier_wait(&start);
    for (int i = 0; i < threads; i++) pthread_join(all[i], NULL);
    clock_gettime(CLOCK_MONOTONIC, &to);
    printf("nanoseconds %lld\n", (to.tv_sec - from.tv_sec) * 1000000000ll + (to.tv_nsec - from.tv_nsec));
    return 0;
}
