/*
 * The worst that a pool allocator does: wcet LIBRARY.so, which has the names of tlsf.h. Histories that are made to be bad
 * for it, each operation alone: how many instructions it takes, by the processor's trap flag, and how long, in a run of its
 * own. Then how much of a pool is used when the first request fails.
 *
 * Prints for each history: name, then for malloc and for free the 50th, 99th and 99.99th percentile and the maximum of the
 * instructions, the median of a malloc and a free together, and the same percentiles of both in nanoseconds.
 */
#include <dlfcn.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifndef __x86_64__
int main(void) {
    fprintf(stderr, "wcet counts instructions by the trap flag of x86-64, and this is another processor\n");
    return 1;
}
#else

static void *(*create)(void *, size_t);
static void *(*pool_malloc)(void *, size_t);
static void (*pool_free)(void *, void *);
static int (*check)(void *);

static void *function(void *library, const char *name) {
    void *found = dlsym(library, name);
    if (found != NULL) return found;
    fprintf(stderr, "%s\n", dlerror());
    exit(1);
}

/* Counting: a trap after each instruction while the flag is set. */

static volatile long steps;

static void step(int signal) {
    (void) signal;
    steps++;
}

static inline void start_counting(void) { __asm__ volatile("pushfq\n\torq $0x100, (%%rsp)\n\tpopfq" ::: "memory", "cc"); }
static inline void stop_counting(void) { __asm__ volatile("pushfq\n\tandq $~0x100, (%%rsp)\n\tpopfq" ::: "memory", "cc"); }

static long empty_steps;

__attribute__((noinline)) static void *nothing(void *pool, size_t bytes) {
    __asm__ volatile("" : : "r"(bytes));
    return pool;
}

/* What is measured: in instructions, or in nanoseconds. */

enum { MOST = 400000 };
struct sample {
    int mallocs, frees;
    int malloc_cost[MOST], free_cost[MOST];
};
static struct sample sample;
static int by_instructions;
static void *pool;

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000 + time.tv_nsec;
}

static void *measured_malloc(size_t bytes) {
    void *block;
    int64_t cost;
    if (by_instructions) {
        steps = 0;
        start_counting();
        block = pool_malloc(pool, bytes);
        stop_counting();
        cost = steps - empty_steps;
    } else {
        int64_t before = now();
        block = pool_malloc(pool, bytes);
        cost = now() - before;
    }
    if (sample.mallocs < MOST) sample.malloc_cost[sample.mallocs++] = (int) cost;
    return block;
}

static void measured_free(void *block) {
    int64_t cost;
    if (by_instructions) {
        steps = 0;
        start_counting();
        pool_free(pool, block);
        stop_counting();
        cost = steps - empty_steps;
    } else {
        int64_t before = now();
        pool_free(pool, block);
        cost = now() - before;
    }
    if (sample.frees < MOST) sample.free_cost[sample.frees++] = (int) cost;
}

/* Histories. Each begins with an empty pool. */

enum { POOL_BYTES = 64 << 20, LIVE = 3000 };
static void *blocks[LIVE];

static uint32_t next_random(void) {
    static uint32_t state = 2463534242u;
    state ^= state << 13;
    state ^= state >> 17;
    return state ^= state << 5;
}

static size_t random_size(void) { return 16 + next_random() % (16u << next_random() % 10); }

static void random_history(int rounds) {
    for (int i = 0; i < rounds; i++) {
        void **block = &blocks[next_random() % LIVE];
        if (*block != NULL) measured_free(*block);
        *block = measured_malloc(random_size());
    }
}

/* Each second block is freed, then the rest: those join with both neighbours, which leave their lists. */
static void joins(int rounds) {
    for (int round = 0; round * LIVE < rounds; round++) {
        for (int i = 0; i < LIVE; i++) blocks[i] = measured_malloc(random_size());
        for (int i = 0; i < LIVE; i += 2) measured_free(blocks[i]);
        for (int i = 1; i < LIVE; i += 2) measured_free(blocks[i]);
    }
    memset(blocks, 0, sizeof blocks);
}

/* Free blocks of one class each, the smallest: every malloc takes the last block of its list and leaves a rest for an empty one. */
static void lonely(int rounds) {
    for (int round = 0; round * 60 < rounds; round++) {
        void *walls[60], *holes[60];
        for (int i = 0; i < 60; i++) {
            holes[i] = pool_malloc(pool, (size_t) 24 + (size_t) i * 160);
            walls[i] = pool_malloc(pool, 24);
        }
        for (int i = 0; i < 60; i++) measured_free(holes[i]);
        for (int i = 0; i < 60; i++) holes[i] = measured_malloc((size_t) 24 + (size_t) i * 100);
        for (int i = 0; i < 60; i++) measured_free(holes[i]);
        for (int i = 0; i < 60; i++) measured_free(walls[i]);
    }
}

/* Small requests while only one large block is free, up many levels, and back. */
static void far(int rounds) {
    for (int i = 0; i < rounds; i++) {
        void *block = measured_malloc(24 + (size_t) (i % 50) * 16);
        measured_free(block);
    }
}

/* The same size again and again: nothing is cut, nothing joined. */
static void same(int rounds) {
    for (int i = 0; i < LIVE; i++) blocks[i] = pool_malloc(pool, 200);
    for (int i = 0; i < LIVE; i += 2) pool_free(pool, blocks[i]);
    for (int i = 0; i < rounds; i++) {
        int k = (int) (next_random() % (LIVE / 2)) * 2;
        blocks[k] = measured_malloc(200);
        measured_free(blocks[k]);
    }
    for (int i = 1; i < LIVE; i += 2) pool_free(pool, blocks[i]);
    memset(blocks, 0, sizeof blocks);
}

struct history {
    const char *name;
    void (*run)(int rounds);
};

static const struct history histories[] = {{"random", random_history}, {"joins", joins}, {"lonely", lonely}, {"far", far}, {"same", same}};
enum { HISTORIES = sizeof histories / sizeof histories[0] };

static int ascending(const void *left, const void *right) { return *(const int *) left - *(const int *) right; }

static void print(int *costs, int count) {
    qsort(costs, (size_t) count, sizeof *costs, ascending);
    printf("  %5d %5d %6d %6d", costs[count / 2], costs[(int) (count * 0.99)], costs[(int) (count * 0.9999)], costs[count - 1]);
}

static int run(const struct history *history, void *memory, int rounds) {
    memset(blocks, 0, sizeof blocks);
    sample.mallocs = sample.frees = 0;
    pool = create(memory, POOL_BYTES);
    if (pool == NULL) return 0;
    history->run(rounds);
    return check(pool) == 0;
}

/* Bytes asked for and live when the first request of a random history fails, of all the pool's. */
static double used(void *memory, size_t bytes, unsigned shape) {
    enum { MANY = 200000 };
    static void *held[MANY];
    static size_t sizes[MANY];
    size_t live = 0;
    int count = 0;
    pool = create(memory, bytes);
    while (count < MANY) {
        size_t size = shape == 0 ? 16 + next_random() % 240 : shape == 1 ? random_size() : 16 + next_random() % 16000;
        if (count > 0 && next_random() % 5 < 2) {
            int k = (int) (next_random() % (unsigned) count);
            live -= sizes[k];
            pool_free(pool, held[k]);
            held[k] = held[--count];
            sizes[k] = sizes[count];
        } else {
            if ((held[count] = pool_malloc(pool, size)) == NULL) break;
            live += sizes[count++] = size;
        }
    }
    return 100.0 * (double) live / (double) bytes;
}

int main(int count, char **arguments) {
    if (count != 2) return fprintf(stderr, "usage: wcet LIBRARY.so\n"), 1;
    void *library = dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) return fprintf(stderr, "%s\n", dlerror()), 1;
    *(void **) &create = function(library, "tlsf_create_with_pool");
    *(void **) &pool_malloc = function(library, "tlsf_malloc");
    *(void **) &pool_free = function(library, "tlsf_free");
    *(void **) &check = function(library, "tlsf_check");
    void *memory = aligned_alloc(4096, POOL_BYTES);
    memset(memory, 0, POOL_BYTES); /* no first touch of memory is measured */
    struct sigaction action = {.sa_handler = step};
    sigaction(SIGTRAP, &action, NULL);
    void *(*volatile call)(void *, size_t) = nothing;
    start_counting();
    call(memory, 1);
    stop_counting();
    empty_steps = steps - 2; /* a function that does nothing has two instructions: what it returns, and ret */

    printf("%-8s  malloc: 50%%   99%% 99.99%%    max    free: 50%%   99%% 99.99%%    max   pair  worst\n", "");
    for (int i = 0; i < HISTORIES; i++) {
        by_instructions = 1;
        if (!run(&histories[i], memory, 9000)) return fprintf(stderr, "%s: the pool is damaged\n", histories[i].name), 1;
        printf("%-8s ", histories[i].name);
        print(sample.malloc_cost, sample.mallocs);
        print(sample.free_cost, sample.frees);
        printf("  %5d %6d instructions\n", sample.malloc_cost[sample.mallocs / 2] + sample.free_cost[sample.frees / 2],
            sample.malloc_cost[sample.mallocs - 1] + sample.free_cost[sample.frees - 1]);
        by_instructions = 0;
        if (!run(&histories[i], memory, 300000)) return 1;
        printf("%-8s ", "");
        print(sample.malloc_cost, sample.mallocs);
        print(sample.free_cost, sample.frees);
        printf("                ns, the clock's own included\n");
    }
    printf("used at the first failure, %% of 8 MiB:");
    for (unsigned shape = 0; shape < 3; shape++) {
        double sum = 0;
        for (int k = 0; k < 5; k++) sum += used(memory, 8 << 20, shape);
        printf("  %.2f", sum / 5);
    }
    printf("\n");
    return 0;
}
#endif
