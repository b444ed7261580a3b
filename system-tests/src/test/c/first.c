/* Any function may be the first that a process calls; argv[1] says which. Then malloc works. */
#include "expect.h"
#include "ashlar.h"

static int count_all(void *block, size_t bytes, void *context) {
    ++*(int *) context;
    return block == NULL || bytes == 0;
}

static void first(const char *call) {
    char on_stack[32];
    int seen = 0;
    if (strcmp(call, "free") == 0) free(NULL);
    else if (strcmp(call, "free-foreign") == 0) free(OPAQUE(&on_stack[16]));
    else if (strcmp(call, "realloc") == 0) EXPECT(realloc(NULL, 10) != NULL);
    else if (strcmp(call, "realloc-foreign") == 0) EXPECT(realloc(OPAQUE(&on_stack[16]), 10) == NULL && errno == EINVAL);
    else if (strcmp(call, "calloc") == 0) EXPECT(*(char *) calloc(10, 10) == 0);
    else if (strcmp(call, "aligned_alloc") == 0) EXPECT((uintptr_t) aligned_alloc(4096, 10) % 4096 == 0);
    else if (strcmp(call, "large") == 0) EXPECT(malloc(10 << 20) != NULL);
    else if (strcmp(call, "too-large") == 0) EXPECT(malloc(OPAQUE(SIZE_MAX)) == NULL && errno == ENOMEM);
    else if (strcmp(call, "usable_size") == 0) EXPECT(ashlar_usable_size(&on_stack) == 0);
    else if (strcmp(call, "walk") == 0) EXPECT(ashlar_walk(NULL, count_all, &seen) == 0 && seen == 0);
    else if (strcmp(call, "stats") == 0) {
        struct ashlar_statistics statistics;
        ashlar_stats(&statistics);
        EXPECT(statistics.live_blocks == 0 && statistics.committed_bytes == 0);
    } else if (strcmp(call, "collect") == 0) EXPECT(ashlar_collect() == 0);
    else if (strcmp(call, "good_size") == 0) EXPECT(ashlar_good_size(100000) >= 100000);
    else if (strcmp(call, "heap_new") == 0) EXPECT(ashlar_heap_malloc(ashlar_heap_new(), 10) != NULL);
    else _exit(2);
    char *block = malloc(100);
    EXPECT(block != NULL);
    memset(block, 1, 100);
    free(block);
}

int main(int count, char **arguments) {
    EXPECT(count == 2);
    first(arguments[1]);
    return 0;
}
