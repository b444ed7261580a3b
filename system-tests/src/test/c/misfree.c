/*
 * Frees that break a rule, of blocks of argv[2] bytes or, without it, of all sizes that have such; argv[1] picks a way.
 * Where the program is to go on, everything works on.
 */
#include "expect.h"
#include <pthread.h>
#include <semaphore.h>
#include <sys/mman.h>

static const size_t sizes[] = {16, 100, 1000, 5000, 40000, 70000, 300000, 5000000};
enum { SIZES = sizeof sizes / sizeof *sizes };

static sem_t is_its_turn;

static void *free_it(void *block) {
    while (sem_wait(&is_its_turn) != 0) continue;
    free(block);
    return NULL;
}

/* Frees a block here, if so wished, and in another thread, which has been there before: to start one allocates. */
static void free_in_a_thread(void *block, int here_first) {
    pthread_t id;
    EXPECT(pthread_create(&id, NULL, free_it, block) == 0);
    if (here_first) free(block);
    sem_post(&is_its_turn);
    pthread_join(id, NULL);
}

/* The blocks have neighbours, so that their page does not go with them. */
static void twice(const char *way, size_t bytes) {
    char *below = malloc(bytes), *twin = OPAQUE(malloc(bytes)), *block = OPAQUE(malloc(bytes)), *above = malloc(bytes);
    memset(block, 1, bytes);
    if (strcmp(way, "at-once") == 0) {
        free(block);
        free(OPAQUE(block));
    } else if (strcmp(way, "alone") == 0) { /* the only block of its page */
        free(below);
        free(twin);
        free(above);
        free(block);
        free(OPAQUE(block));
        return;
    } else if (strcmp(way, "after-another") == 0) {
        free(block);
        free(twin);
        free(OPAQUE(block));
    } else if (strcmp(way, "after-reuse") == 0) {
        free(block);
        free(twin);
        char *again = malloc(bytes);
        EXPECT(again == twin);
        free(OPAQUE(block));
        free(again);
    } else if (strcmp(way, "by-another-thread") == 0) {
        free_in_a_thread(OPAQUE(block), 1);
    } else if (strcmp(way, "after-another-thread") == 0) {
        free_in_a_thread(block, 0);
        free(OPAQUE(block));
    } else {
        _exit(2);
    }
    free(below);
    free(above);
}

static void foreign(const char *way, size_t bytes) {
    static char data[64];
    char on_stack[64];
    char *block = OPAQUE(malloc(bytes));
    char *mapped = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    EXPECT(mapped != MAP_FAILED);
    if (strcmp(way, "stack") == 0) free(OPAQUE(on_stack + 16 - (uintptr_t) on_stack % 16));
    else if (strcmp(way, "static") == 0) free(OPAQUE(data + 16 - (uintptr_t) data % 16));
    else if (strcmp(way, "code") == 0) free((void *) OPAQUE((uintptr_t) foreign));
    else if (strcmp(way, "mapped") == 0) free(mapped);
    else if (strcmp(way, "mapped-64K") == 0) free(mapped + 65536 - (uintptr_t) mapped % 65536);
    else if (strcmp(way, "one") == 0) free((void *) OPAQUE((uintptr_t) 1));
    else if (strcmp(way, "last") == 0) free((void *) OPAQUE((uintptr_t) -16));
    else if (strcmp(way, "non-canonical") == 0) free((void *) OPAQUE((uintptr_t) 0xDEAD << 48 | (uintptr_t) block));
    else if (strcmp(way, "unaligned") == 0) free(OPAQUE(on_stack + 3));
    else if (strcmp(way, "terabyte-above") == 0) free(OPAQUE(block + ((intptr_t) 1 << 40)));
    else if (strcmp(way, "terabyte-below") == 0) free(OPAQUE(block - ((intptr_t) 1 << 40)));
    else if (strcmp(way, "never-used") == 0) free(OPAQUE(block + (32 << 20))); /* of what is reserved, on a granule */
    else if (strcmp(way, "flipped") == 0)
        for (int bit = 40; bit < 47; bit++) free((void *) OPAQUE((uintptr_t) block ^ (uintptr_t) 1 << bit));
    else _exit(2);
    free(block);
}

static void interior(const char *way, size_t bytes) {
    char *block = OPAQUE(malloc(bytes));
    char *rest;
    long number = strtol(way, &rest, 10);
    free(OPAQUE(block + (*rest == '%' ? (long) bytes / 100 * number : number)));
    free(block);
}

static int is_twice(const char *way) { return way[0] == 'a' || way[0] == 'b'; }
static int is_interior(const char *way) { return strchr("+0123456789", way[0]) != NULL; }

static void one(const char *way, size_t bytes) {
    if (is_twice(way)) twice(way, bytes);
    else if (is_interior(way)) interior(way, bytes);
    else foreign(way, bytes);
    char *blocks[10];
    for (int i = 0; i < 10; i++) {
        EXPECT((blocks[i] = malloc(bytes)) != NULL);
        memset(blocks[i], i, bytes);
    }
    for (int i = 0; i < 10; i++) {
        EXPECT(blocks[i][0] == i && blocks[i][bytes - 1] == i);
        free(blocks[i]);
    }
}

int main(int count, char **arguments) {
    EXPECT(count > 1 && sem_init(&is_its_turn, 0, 0) == 0);
    if (count > 2) one(arguments[1], (size_t) atol(arguments[2]));
    else for (int i = is_interior(arguments[1]); i < SIZES; i++) one(arguments[1], sizes[i]);
    return 0;
}
