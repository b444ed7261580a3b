/*
 * What the system counts, while memory is allocated, freed and given back: of what is committed, VirtualQuery; of what is in
 * memory, the working set. argv[1] is how the heap gives back what is free: "decommit" (the segment heap, which must be compiled for
 * with HAS_STATISTICS), "release" or "reset", after which it stays committed.
 */
#include "../expect.h"
#include <psapi.h>
#include <stdio.h>

enum { BLOCK = 1 << 20, BLOCKS = 64, MARGIN = 4 << 20 };

struct numbers {
    size_t reserved, committed, resident;
};

/* Private memory alone: neither code nor mapped files. */
static struct numbers now(void) {
    struct numbers numbers = {0};
    MEMORY_BASIC_INFORMATION range;
    for (char *at = NULL; VirtualQuery(at, &range, sizeof range) != 0; at = (char *) range.BaseAddress + range.RegionSize) {
        if (range.State == MEM_FREE || range.Type != MEM_PRIVATE) continue;
        numbers.reserved += range.RegionSize;
        if (range.State == MEM_COMMIT) numbers.committed += range.RegionSize;
    }
    PROCESS_MEMORY_COUNTERS counters;
    EXPECT(GetProcessMemoryInfo(GetCurrentProcess(), &counters, sizeof counters));
    numbers.resident = counters.WorkingSetSize;
    return numbers;
}

static void print(const char *what, struct numbers numbers, struct numbers before) {
    printf("%-12s reserved %7.1f MB  committed %6.1f MB  working set %6.1f MB\n", what,
           ((double) numbers.reserved - (double) before.reserved) / 1e6,
           ((double) numbers.committed - (double) before.committed) / 1e6,
           ((double) numbers.resident - (double) before.resident) / 1e6);
    fflush(stdout);
}

static int is_near(size_t bytes, size_t expected) { return bytes + MARGIN > expected && bytes < expected + MARGIN; }

int main(int count, char **arguments) {
    static char *blocks[BLOCKS];
    int is_reset = count > 1 && strcmp(arguments[1], "reset") == 0;
    free(malloc(1));
    struct numbers before = now();
    for (int i = 0; i < BLOCKS; i++) EXPECT((blocks[i] = malloc(BLOCK)) != NULL);
    struct numbers allocated = now();
    print("allocated", allocated, before);
    if (!is_reset) EXPECT(is_near(allocated.committed - before.committed, (size_t) BLOCKS * BLOCK));
    EXPECT(allocated.committed - before.committed >= (size_t) BLOCKS * BLOCK - MARGIN);
    EXPECT(allocated.resident - before.resident < MARGIN); /* nobody has touched it */
    for (int i = 0; i < BLOCKS; i++) memset(blocks[i], 1, BLOCK);
    struct numbers touched = now();
    print("touched", touched, before);
    EXPECT(is_near(touched.resident - before.resident, (size_t) BLOCKS * BLOCK));
    for (int i = 0; i < BLOCKS - 1; i++) free(blocks[i]); /* one lives, so that a range can't go as a whole */
#ifdef HAS_STATISTICS
    ashlar_collect();
#endif
    struct numbers freed = now();
    print("freed", freed, before);
    EXPECT(freed.resident < before.resident + BLOCK + MARGIN);
    if (is_reset) EXPECT(freed.committed - before.committed > freed.resident - before.resident + 8 * MARGIN);
    else EXPECT(freed.committed < before.committed + BLOCK + MARGIN);
    for (int i = 0; i < BLOCKS - 1; i++) {
        char *zeroed = calloc(1, BLOCK);
        EXPECT(zeroed != NULL);
        for (int j = 0; j < BLOCK; j += 8) EXPECT(*(int64_t *) (zeroed + j) == 0);
        blocks[i] = memset(zeroed, 1, BLOCK);
    }
    for (int i = 0; i < BLOCKS; i++) free(blocks[i]);
#ifdef HAS_STATISTICS
    ashlar_collect();
    struct ashlar_statistics statistics;
    ashlar_stats(&statistics);
    EXPECT(statistics.live_blocks == 0 && statistics.committed_bytes < MARGIN);
#endif
    struct numbers ended = now();
    print("all freed", ended, before);
    EXPECT(ended.resident < before.resident + MARGIN);
    return 0;
}
