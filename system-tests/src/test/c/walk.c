/* A walk visits the live blocks, all of them and each once. */
#include "expect.h"
#include "ashlar.h"

enum { BLOCKS = 1000 };

struct visit {
    char **blocks; /* that must be seen, by address */
    int seen;
    int left; /* visits until it stops; 0 for never */
    size_t bytes;
};

static int by_address(const void *left, const void *right) {
    uintptr_t a = *(const uintptr_t *) left, b = *(const uintptr_t *) right;
    return a < b ? -1 : a > b;
}

/* Blocks that are not in the list may come in between. */
static int see(void *block, size_t bytes, void *context) {
    struct visit *visit = context;
    EXPECT(bytes == ashlar_usable_size(block));
    if (visit->seen < BLOCKS && visit->blocks[visit->seen] == block) visit->seen++;
    visit->bytes += bytes;
    return --visit->left == 0 ? 42 : 0;
}

static int count(void *block, size_t bytes, void *context) {
    EXPECT(block != NULL && bytes != 0);
    ++*(int *) context;
    return 0;
}

static int count_in(ashlar_heap *heap) {
    int blocks = 0;
    EXPECT(ashlar_walk(heap, count, &blocks) == 0);
    return blocks;
}

int main(void) {
    static char *blocks[BLOCKS], *others[BLOCKS];
    ashlar_heap *heap = ashlar_heap_new();
    EXPECT(count_in(heap) == 0);
    int before = count_in(NULL);
    for (int i = 0; i < BLOCKS; i++) {
        size_t bytes = i % 100 == 0 ? 70000 + i * 100 : i * 53 % 9000;
        blocks[i] = ashlar_heap_malloc(heap, bytes);
        others[i] = malloc(bytes);
        free(malloc(bytes));
        ashlar_heap_free(heap, ashlar_heap_malloc(heap, bytes));
    }
    EXPECT(count_in(heap) == BLOCKS && count_in(NULL) == before + 2 * BLOCKS);
    qsort(blocks, BLOCKS, sizeof *blocks, by_address);
    qsort(others, BLOCKS, sizeof *others, by_address);
    struct visit mine = {blocks, 0, 0, 0}, plain = {others, 0, 0, 0}, all = {blocks, 0, 0, 0}, some = {blocks, 0, 10, 0};
    EXPECT(ashlar_walk(heap, see, &mine) == 0 && mine.seen == BLOCKS);
    EXPECT(ashlar_walk(NULL, see, &plain) == 0 && plain.seen == BLOCKS);
    EXPECT(ashlar_walk(NULL, see, &all) == 0 && all.seen == BLOCKS && all.bytes == plain.bytes);
    EXPECT(ashlar_walk(heap, see, &some) == 42 && some.seen == 10);
    for (int i = 0; i < BLOCKS; i += 2) free(blocks[i]);
    EXPECT(count_in(heap) == BLOCKS / 2 && count_in(NULL) == before + BLOCKS + BLOCKS / 2);
    for (int i = 0; i < BLOCKS; i++) free(others[i]);
    ashlar_heap_destroy(heap);
    EXPECT(count_in(NULL) == before);
    return 0;
}
