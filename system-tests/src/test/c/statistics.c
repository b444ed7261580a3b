/*
 * The numbers of <ashlar.h>: they add up, limits hold, what is free can be given back. argv[1]: "sums", "sizes",
 * "collect", "limit" or "early".
 */
#include "expect.h"
#include "ashlar.h"
#include <malloc.h>

enum { BLOCKS = 3000 };
static char *blocks[BLOCKS];

static struct ashlar_statistics now(void) {
    struct ashlar_statistics statistics;
    ashlar_stats(&statistics);
    return statistics;
}

static int add_up(void *block, size_t bytes, void *context) {
    struct ashlar_statistics *sum = context;
    EXPECT(block != NULL);
    sum->live_blocks++;
    sum->live_bytes += bytes;
    return 0;
}

static void expect_whole(void) {
    struct ashlar_statistics sum = {0}, all = now();
    ashlar_walk(NULL, add_up, &sum);
    EXPECT(all.live_blocks == sum.live_blocks && all.live_bytes == sum.live_bytes);
    EXPECT(all.live_bytes + all.idle_bytes <= all.committed_bytes);
    EXPECT(all.committed_bytes <= all.peak_committed_bytes && all.committed_bytes <= all.reserved_bytes);
    EXPECT(all.limit_bytes == 0);
}

static void sums(void) {
    struct ashlar_statistics before = now();
    size_t usable = 0;
    for (int i = 0; i < BLOCKS; i++) {
        size_t bytes = i % 100 == 0 ? 200000 : i * 37 % 5000;
        blocks[i] = malloc(bytes);
        usable += ashlar_usable_size(blocks[i]);
    }
    EXPECT(now().live_blocks == before.live_blocks + BLOCKS && now().live_bytes == before.live_bytes + usable);
    expect_whole();
    for (int i = 0; i < BLOCKS; i++) free(blocks[i]);
    EXPECT(now().live_blocks == before.live_blocks && now().live_bytes == before.live_bytes);
    expect_whole();
}

static void sizes(void) {
    size_t before = 0;
    for (size_t bytes = 0; bytes < 300000; bytes += 1 + bytes / 50) {
        char *block = malloc(bytes);
        size_t good = ashlar_good_size(bytes);
        EXPECT(ashlar_usable_size(block) == good && malloc_usable_size(block) == good);
        EXPECT(good >= bytes && good >= before && ashlar_good_size(good) == good);
        before = good;
        free(block);
        EXPECT(ashlar_usable_size(OPAQUE(block)) == 0);
    }
    char *block = malloc(100);
    EXPECT(ashlar_usable_size(NULL) == 0 && ashlar_usable_size(&before) == 0 && ashlar_usable_size(block + 16) == 0);
    EXPECT(ashlar_good_size(OPAQUE(SIZE_MAX)) == 0);
    EXPECT(ashlar_good_size(OPAQUE((size_t) PTRDIFF_MAX)) == 0);
    EXPECT(ashlar_good_size(OPAQUE((size_t) 1 << 60)) == 0);
}

static void collects(void) {
    EXPECT(ashlar_collect() == 0); /* before anything else */
    char *block = malloc(10 << 20);
    memset(block, 1, 10 << 20);
    free(block);
    struct ashlar_statistics before = now();
    EXPECT(before.idle_bytes >= 10 << 20);
    size_t given_back = ashlar_collect();
    EXPECT(given_back >= 10 << 20);
    EXPECT(now().idle_bytes == 0);
    EXPECT(now().committed_bytes == before.committed_bytes - given_back);
    EXPECT(now().purged_bytes == before.purged_bytes + given_back);
    EXPECT(ashlar_collect() == 0);
}

static void limits(void) {
    free(malloc(1));
    ashlar_set_limit(4 << 20);
    EXPECT(now().limit_bytes == 4 << 20);
    errno = 0;
    EXPECT(malloc(5 << 20) == NULL && errno == ENOMEM);
    int count = 0;
    errno = 0;
    while (count < BLOCKS && (blocks[count] = malloc(10000)) != NULL) count++;
    EXPECT(count > 300 && count < BLOCKS && errno == ENOMEM);
    EXPECT(now().committed_bytes <= 4 << 20);
    EXPECT(realloc(blocks[0], 1 << 20) == NULL && errno == ENOMEM);
    EXPECT(calloc(1, 1 << 20) == NULL && aligned_alloc(4096, 1 << 20) == NULL);
    free(blocks[--count]);
    EXPECT((blocks[count++] = malloc(10000)) != NULL);
    ashlar_set_limit(1 << 20); /* below what is in use: that stays */
    EXPECT(now().limit_bytes == 1 << 20);
    memset(blocks[0], 1, 10000);
    EXPECT(malloc(200000) == NULL);
    ashlar_set_limit(0);
    EXPECT(now().limit_bytes == 0);
    char *large = malloc(50 << 20);
    EXPECT(large != NULL);
    free(large);
    while (count > 0) free(blocks[--count]);
}

/* Before the first allocation. */
static void early(void) {
    ashlar_set_limit(4 << 20);
    EXPECT(now().limit_bytes == 4 << 20);
    EXPECT(malloc(5 << 20) == NULL && malloc(100) != NULL);
    ashlar_set_limit(0);
}

int main(int count, char **arguments) {
    EXPECT(count == 2);
    if (strcmp(arguments[1], "sums") == 0) sums();
    else if (strcmp(arguments[1], "sizes") == 0) sizes();
    else if (strcmp(arguments[1], "collect") == 0) collects();
    else if (strcmp(arguments[1], "limit") == 0) limits();
    else early();
    expect_whole();
    return 0;
}
