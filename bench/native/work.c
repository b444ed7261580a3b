/* The small programs of the benchmark: work NAME. Each does a fixed amount of work, whatever malloc it runs on. */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *volatile sink;

static uint64_t next_random(uint64_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    return *state ^= *state << 17;
}

/* A block, touched at both ends, as a user would. */
static char *block(size_t bytes) {
    char *fresh = malloc(bytes);
    if (fresh == NULL) {
        fputs("out of memory\n", stderr);
        exit(1);
    }
    fresh[0] = fresh[bytes - 1] = 1;
    sink = fresh;
    return fresh;
}

/* 20 million blocks of 32 bytes, each freed at once. */
static void pairs(void) {
    for (int i = 0; i < 20000000; i++) free(block(32));
}

/* Random replacement among `slots` live blocks of `least` to `most` bytes. */
static void replace(int slots, int rounds, size_t least, size_t most) {
    char **live = calloc(slots, sizeof *live);
    uint64_t state = 88172645463325252u;
    for (int i = 0; i < rounds; i++) {
        uint64_t random = next_random(&state);
        char **slot = &live[random % slots];
        free(*slot);
        *slot = block(least + (random >> 32) % (most - least + 1));
    }
    for (int i = 0; i < slots; i++) free(live[i]);
    free(live);
}

/* A million live blocks, every other freed, the holes filled with other sizes, all freed in another order. */
static void many(void) {
    enum { BLOCKS = 1000000 };
    char **live = malloc(BLOCKS * sizeof *live);
    for (int i = 0; i < BLOCKS; i++) live[i] = block(16 + i % 29 * 8);
    for (int i = 0; i < BLOCKS; i += 2) free(live[i]);
    for (int i = 0; i < BLOCKS; i += 2) live[i] = block(16 + i % 31 * 16);
    for (int64_t i = 0; i < BLOCKS; i++) free(live[i * 7919 % BLOCKS]);
    free(live);
}

/* Arrays that grow by realloc, a little at a time, to 64 MiB. */
static void grow(void) {
    for (int round = 0; round < 10; round++) {
        char *array = NULL;
        for (size_t bytes = 64; bytes < 64 << 20; bytes += bytes / 8 + 16) {
            array = realloc(array, bytes);
            array[bytes - 1] = 1;
        }
        free(array);
    }
}

static void *volatile exchange[1024];

static void *exchanger(void *seed) {
    uint64_t state = 88172645463325252u + (uintptr_t) seed * 7919;
    for (int i = 0; i < 2000000; i++) {
        uint64_t random = next_random(&state);
        free(__atomic_exchange_n(&exchange[random & 1023], block(16 + (random >> 32) % 500), __ATOMIC_ACQ_REL));
    }
    return NULL;
}

/* Four threads that free each other's blocks. */
static void threads(void) {
    pthread_t ids[4];
    for (uintptr_t i = 0; i < 4; i++) pthread_create(&ids[i], NULL, exchanger, (void *) i);
    for (int i = 0; i < 4; i++) pthread_join(ids[i], NULL);
}

int main(int count, char **arguments) {
    const char *name = count == 2 ? arguments[1] : "";
    if (strcmp(name, "pairs") == 0) pairs();
    else if (strcmp(name, "small") == 0) replace(1000, 10000000, 16, 1024);
    else if (strcmp(name, "replace") == 0) replace(100000, 5000000, 16, 256);
    else if (strcmp(name, "medium") == 0) replace(1000, 500000, 4097, 65536);
    else if (strcmp(name, "many") == 0) many();
    else if (strcmp(name, "grow") == 0) grow();
    else if (strcmp(name, "threads") == 0) threads();
    else return 2;
    return 0;
}
