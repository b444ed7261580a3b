/* What glibc's malloc answers beyond malloc. argv[1]: "numbers", "large", "trim"; "info" and "stats" print. */
#include "expect.h"
#include <malloc.h>
#include <stdio.h>

enum { BLOCKS = 1000 };

/* mallinfo is deprecated, and still called. */
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

static void numbers(void) {
    static char *blocks[BLOCKS];
    struct mallinfo2 before = mallinfo2();
    struct mallinfo narrow = mallinfo();
    size_t bytes = 0;
    for (int i = 0; i < BLOCKS; i++) {
        blocks[i] = malloc(i * 3);
        bytes += malloc_usable_size(blocks[i]);
    }
    EXPECT(mallinfo2().uordblks - before.uordblks == bytes);
    EXPECT((size_t) (mallinfo().uordblks - narrow.uordblks) == bytes);
    EXPECT(mallinfo2().fordblks + mallinfo2().uordblks >= bytes);
    for (int i = 0; i < BLOCKS; i++) free(blocks[i]);
    EXPECT(mallinfo2().uordblks == before.uordblks);
    EXPECT(mallopt(M_MMAP_THRESHOLD, 4096) == 1 && mallopt(M_TRIM_THRESHOLD, 0) == 1 && mallopt(M_ARENA_MAX, 1) == 1);
    EXPECT(malloc_info(1, stdout) == EINVAL);
}

/* Who asks for all that is in use adds the two, as HotSpot does: glibc counts a large block in hblkhd alone. */
static void large(void) {
    struct mallinfo2 before = mallinfo2();
    size_t bytes = malloc_usable_size(malloc(10 << 20));
    struct mallinfo2 after = mallinfo2();
    EXPECT(after.hblks - before.hblks == 1 && after.hblkhd - before.hblkhd == bytes);
    EXPECT(after.uordblks + after.hblkhd - before.uordblks - before.hblkhd == bytes);
}

static void trim(void) {
    malloc_trim(0);
    free(memset(malloc(10 << 20), 1, 10 << 20));
    EXPECT(mallinfo2().keepcost >= 10 << 20);
    EXPECT(malloc_trim(0) == 1);
    EXPECT(mallinfo2().keepcost == 0);
    EXPECT(malloc_trim(0) == 0);
}

int main(int count, char **arguments) {
    EXPECT(count == 2);
    for (int i = 0; i < 10; i++) EXPECT(malloc(100) != NULL && malloc(300000) != NULL);
    if (strcmp(arguments[1], "info") == 0) EXPECT(malloc_info(0, stdout) == 0);
    else if (strcmp(arguments[1], "stats") == 0) malloc_stats();
    else if (strcmp(arguments[1], "large") == 0) large();
    else if (strcmp(arguments[1], "trim") == 0) trim();
    else numbers();
    return 0;
}
