/* Heaps of the program's own: what <ashlar.h> says of them. argv[1]: "rules", "threads", "destroy" or "nomemory". */
#include "expect.h"
#include "ashlar.h"
#include <pthread.h>
#include <sys/resource.h>

static const size_t sizes[] = {0, 1, 16, 100, 1000, 5000, 40000, 65536, 65537, 200000, 300000, 5000000};
enum { SIZES = sizeof sizes / sizeof *sizes };

static void fails_with(int error, const void *result) {
    EXPECT(result == NULL);
    EXPECT(errno == error);
    errno = 0;
}

static void rules(void) {
    ashlar_heap *heap = ashlar_heap_new();
    EXPECT(heap != NULL);
    for (int i = 0; i < SIZES; i++) {
        char *block = ashlar_heap_malloc(heap, sizes[i]);
        EXPECT(block != NULL && (uintptr_t) block % 16 == 0 && ashlar_usable_size(block) >= sizes[i]);
        memset(block, 0x55, ashlar_usable_size(block));
        ashlar_heap_free(heap, block);
        block = ashlar_heap_calloc(heap, 1, sizes[i]);
        for (size_t j = 0; j < sizes[i]; j++) EXPECT(block[j] == 0);
        ashlar_heap_free(heap, block);
        for (size_t alignment = 1; alignment <= (size_t) 1 << 20; alignment *= 2) {
            block = ashlar_heap_aligned_alloc(heap, alignment, sizes[i]);
            EXPECT(block != NULL && (uintptr_t) block % alignment == 0 && ashlar_usable_size(block) >= sizes[i]);
            ashlar_heap_free(heap, block);
        }
    }
    char *grown = ashlar_heap_realloc(heap, NULL, 1);
    *grown = 3;
    for (size_t bytes = 2; bytes < 1 << 22; bytes = bytes * 3 / 2 + 1) {
        grown = ashlar_heap_realloc(heap, grown, bytes);
        EXPECT(grown != NULL && *grown == 3 && grown[bytes / 2 - 1] == (bytes > 3 ? 4 : 3));
        memset(grown + 1, 4, bytes - 1);
    }
    errno = 0;
    fails_with(ENOMEM, ashlar_heap_realloc(heap, grown, OPAQUE(SIZE_MAX)));
    fails_with(ENOMEM, ashlar_heap_realloc(heap, grown, OPAQUE((size_t) 1 << 60)));
    EXPECT(*grown == 3);
    EXPECT(ashlar_heap_realloc(heap, grown, 0) == NULL && errno == 0);
    fails_with(ENOMEM, ashlar_heap_malloc(heap, OPAQUE(SIZE_MAX)));
    fails_with(ENOMEM, ashlar_heap_malloc(heap, OPAQUE((size_t) PTRDIFF_MAX)));
    fails_with(ENOMEM, ashlar_heap_calloc(heap, OPAQUE((size_t) 1 << 33), (size_t) 1 << 33));
    fails_with(ENOMEM, ashlar_heap_aligned_alloc(heap, 64, OPAQUE(SIZE_MAX)));
    fails_with(ENOMEM, ashlar_heap_aligned_alloc(heap, OPAQUE((size_t) 1 << 63), 10));
    fails_with(EINVAL, ashlar_heap_aligned_alloc(heap, OPAQUE((size_t) 24), 10));
    fails_with(EINVAL, ashlar_heap_aligned_alloc(heap, OPAQUE((size_t) 0), 10));
    free(ashlar_heap_malloc(heap, 100)); /* plain free is allowed */
    free(ashlar_heap_malloc(heap, 100000));
    ashlar_heap_free(heap, NULL);
    ashlar_heap_destroy(NULL);
    ashlar_heap_destroy(heap);
}

enum { BLOCKS = 20000 };
static ashlar_heap *shared;
static char *blocks[BLOCKS];

static void *allocate(void *parity) {
    for (uintptr_t i = (uintptr_t) parity; i < BLOCKS; i += 2) {
        blocks[i] = ashlar_heap_malloc(shared, i % 1000 == 0 ? 100000 : 8 + i % 700);
        EXPECT(blocks[i] != NULL);
        memset(blocks[i], (int) i, 8);
    }
    return NULL;
}

static void *release(void *parity) {
    for (uintptr_t i = (uintptr_t) parity; i < BLOCKS; i += 2) {
        for (int j = 0; j < 8; j++) EXPECT(blocks[i][j] == (char) i);
        if (i % 4 < 2) ashlar_heap_free(shared, blocks[i]);
        else free(blocks[i]);
    }
    return NULL;
}

static void both(void *(*work)(void *), int crosswise) {
    pthread_t id;
    EXPECT(pthread_create(&id, NULL, work, (void *) (uintptr_t) !crosswise) == 0);
    work((void *) (uintptr_t) crosswise);
    pthread_join(id, NULL);
}

/* Two threads fill one heap, and each frees what the other allocated, twice. */
static void threads(void) {
    shared = ashlar_heap_new();
    for (int i = 0; i < 2; i++) {
        both(allocate, 0);
        both(release, 1);
    }
    ashlar_heap_destroy(shared);
}

static size_t in_use(const struct ashlar_statistics *statistics) { return statistics->committed_bytes - statistics->idle_bytes; }

static void fill_and_destroy(void) {
    ashlar_heap *heap = ashlar_heap_new();
    for (int i = 0; i < 1000; i++) EXPECT(ashlar_heap_malloc(heap, sizes[i % SIZES]) != NULL);
    ashlar_heap_destroy(heap);
}

static void destroy(void) {
    struct ashlar_statistics before, after;
    char *outside = malloc(100);
    memset(outside, 7, 100);
    fill_and_destroy();
    ashlar_stats(&before);
    for (int i = 0; i < 100; i++) fill_and_destroy();
    ashlar_stats(&after);
    EXPECT(after.live_blocks == before.live_blocks && after.live_bytes == before.live_bytes);
    EXPECT(in_use(&after) == in_use(&before));
    EXPECT(after.peak_committed_bytes == before.peak_committed_bytes);
    for (int i = 0; i < 100; i++) EXPECT(outside[i] == 7);
}

static void no_memory(void) {
    struct rlimit none;
    getrlimit(RLIMIT_AS, &none);
    none.rlim_cur = 0;
    EXPECT(setrlimit(RLIMIT_AS, &none) == 0);
    errno = 0;
    int heaps = 0;
    while (heaps < 1000000 && ashlar_heap_new() != NULL) heaps++;
    EXPECT(heaps < 1000000 && errno == ENOMEM);
}

int main(int count, char **arguments) {
    EXPECT(count == 2);
    switch (arguments[1][0]) {
    case 'r': rules(); break;
    case 't': threads(); break;
    case 'd': destroy(); break;
    default: no_memory();
    }
    return 0;
}
