/* A program written for Conte's tlsf, by its names alone. */
#include "expect.h"
#include <tlsf.h>

static _Alignas(8) char memory[1 << 20];
static char more[50000];

struct seen {
    int used, free;
    size_t bytes;
};

static void count(void *block, size_t bytes, int used, void *user) {
    struct seen *seen = user;
    EXPECT((uintptr_t) block % tlsf_align_size() == 0);
    seen->used += used;
    seen->free += !used;
    seen->bytes += bytes;
}

int main(void) {
    tlsf_t tlsf = tlsf_create_with_pool(memory + 8, sizeof memory - 8);
    EXPECT(tlsf != NULL && tlsf_check(tlsf) == 0);
    pool_t first = tlsf_get_pool(tlsf);
    EXPECT(tlsf_check_pool(first) == 0);
    pool_t pool = tlsf_add_pool(tlsf, more, sizeof more);
    EXPECT(pool != NULL);
    EXPECT(tlsf_malloc(tlsf, 0) == NULL && tlsf_memalign(tlsf, 64, 0) == NULL && tlsf_realloc(tlsf, NULL, 0) == NULL);
    EXPECT(tlsf_malloc(tlsf, tlsf_block_size_max()) == NULL && tlsf_malloc(tlsf, SIZE_MAX) == NULL);
    char *block = tlsf_malloc(tlsf, 100);
    EXPECT(tlsf_block_size(block) >= 100);
    memset(block, 1, 100);
    char *aligned = tlsf_memalign(tlsf, 4096, 1000);
    EXPECT((uintptr_t) aligned % 4096 == 0);
    block = tlsf_realloc(tlsf, block, 100000);
    for (int i = 0; i < 100; i++) EXPECT(block[i] == 1);
    aligned = tlsf_realloc(tlsf, aligned, 60000);
    EXPECT((uintptr_t) aligned % 4096 == 0);
    EXPECT(tlsf_realloc(tlsf, tlsf_malloc(tlsf, 10), 0) == NULL);
    struct seen seen = {0};
    tlsf_walk_pool(first, count, &seen);
    tlsf_walk_pool(pool, count, &seen);
    EXPECT(seen.used == 2 && seen.bytes < sizeof memory + sizeof more);
    tlsf_walk_pool(pool, NULL, NULL);
    tlsf_free(tlsf, block);
    tlsf_free(tlsf, aligned);
    tlsf_free(tlsf, NULL);
    tlsf_remove_pool(tlsf, pool);
    EXPECT(tlsf_check(tlsf) == 0);
    EXPECT(tlsf_malloc(tlsf, tlsf_block_size_min()) != NULL);
    tlsf_destroy(tlsf);

    static _Alignas(16) char control[16384];
    EXPECT(tlsf_size() <= sizeof control);
    tlsf = tlsf_create(control);
    EXPECT(tlsf != NULL && tlsf_malloc(tlsf, 1) == NULL);
    EXPECT(tlsf_add_pool(tlsf, more, tlsf_pool_overhead()) == NULL);
    EXPECT(tlsf_add_pool(tlsf, memory, tlsf_pool_overhead() + tlsf_alloc_overhead() + tlsf_block_size_min()) != NULL);
    EXPECT(tlsf_malloc(tlsf, tlsf_block_size_min()) != NULL && tlsf_malloc(tlsf, 1) == NULL);
    return 0;
}
