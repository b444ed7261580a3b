/* Threads that only free, that allocate while they end, that have hardly a stack. argv[1]: "consumer", "destructors" or "stack". */
#include "expect.h"
#include "ashlar.h"
#include <limits.h>
#include <pthread.h>

static struct ashlar_statistics now(void) {
    struct ashlar_statistics statistics;
    ashlar_stats(&statistics);
    return statistics;
}

enum { BLOCKS = 10000 };
static char *blocks[BLOCKS];
static pthread_barrier_t full, empty;

static void *only_frees(void *rounds) {
    for (int i = *(int *) rounds; i > 0; i--) {
        pthread_barrier_wait(&full);
        for (int j = 0; j < BLOCKS; j++) free(blocks[j]);
        pthread_barrier_wait(&empty);
    }
    return NULL;
}

/* One thread allocates, another frees: what is freed is allocated again. */
static void producer_and_consumer(void) {
    enum { FIRST = 20, MARGIN = 1 << 20 };
    int rounds = 500;
    size_t first = 0;
    pthread_t consumer;
    pthread_barrier_init(&full, NULL, 2);
    pthread_barrier_init(&empty, NULL, 2);
    EXPECT(pthread_create(&consumer, NULL, only_frees, &rounds) == 0);
    for (int i = 0; i < rounds; i++) {
        for (int j = 0; j < BLOCKS; j++) {
            EXPECT((blocks[j] = malloc(16 + j % 500)) != NULL);
            memset(blocks[j], j, 16);
        }
        pthread_barrier_wait(&full);
        pthread_barrier_wait(&empty);
        if (i == FIRST) first = now().peak_committed_bytes;
    }
    pthread_join(consumer, NULL);
    EXPECT(now().peak_committed_bytes <= first + MARGIN);
}

/* A block that says in which round of destructors it is to be replaced. */
struct rounds {
    pthread_key_t key;
    int round;
    char *other;
};

static int destroyed;

static void in_each_round(void *value) {
    struct rounds *old = value, *fresh = malloc(sizeof *fresh);
    EXPECT(fresh != NULL && old->other[99] == old->round);
    *fresh = (struct rounds) {old->key, old->round + 1, malloc(100 + old->round * 1000)};
    fresh->other[99] = fresh->round;
    free(old->other);
    free(old);
    if (fresh->round < PTHREAD_DESTRUCTOR_ITERATIONS) {
        pthread_setspecific(fresh->key, fresh);
        return;
    }
    free(fresh->other);
    free(fresh);
    destroyed++;
}

enum { KEYS = 4 };
static pthread_key_t keys[KEYS];

static void *with_keys(void *unused) {
    for (int i = 0; i < KEYS; i++) {
        struct rounds *first = malloc(sizeof *first);
        *first = (struct rounds) {keys[i], 0, calloc(1, 100)};
        pthread_setspecific(keys[i], first);
    }
    return unused;
}

/* Half of the keys are older than that of the library, which asks for one when it is first called. */
static void destructors(void) {
    enum { THREADS = 2000 };
    pthread_t id;
    for (int i = 0; i < KEYS; i++) {
        if (i == KEYS / 2) free(malloc(1));
        EXPECT(pthread_key_create(&keys[i], in_each_round) == 0);
    }
    struct ashlar_statistics before = {0};
    for (int i = 0; i < THREADS; i++) {
        EXPECT(pthread_create(&id, NULL, with_keys, NULL) == 0);
        pthread_join(id, NULL);
        if (i == 0) before = now();
    }
    EXPECT(destroyed == THREADS * KEYS);
    EXPECT(now().live_blocks == before.live_blocks && now().committed_bytes <= before.committed_bytes);
}

static void *small(void *unused) {
    char *grown = NULL;
    for (int i = 1; i < 400; i++) {
        EXPECT((grown = realloc(grown, i * i)) != NULL);
        free(aligned_alloc(256, i * i));
        free(calloc(i, i));
    }
    free(grown);
    ashlar_heap *heap = ashlar_heap_new();
    EXPECT(ashlar_heap_malloc(heap, 10000) != NULL);
    ashlar_heap_destroy(heap);
    ashlar_collect();
    return unused;
}

static void smallest_stack(void) {
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    EXPECT(pthread_attr_setstacksize(&attributes, PTHREAD_STACK_MIN > 16 << 10 ? PTHREAD_STACK_MIN : 16 << 10) == 0);
    for (int i = 0; i < 50; i++) {
        pthread_t id;
        EXPECT(pthread_create(&id, &attributes, small, NULL) == 0);
        pthread_join(id, NULL);
    }
}

int main(int count, char **arguments) {
    EXPECT(count == 2);
    if (strcmp(arguments[1], "consumer") == 0) producer_and_consumer();
    else if (strcmp(arguments[1], "destructors") == 0) destructors();
    else smallest_stack();
    return 0;
}
