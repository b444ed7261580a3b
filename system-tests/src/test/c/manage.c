/* Memory of the program's own as an arena. argv[1]: "errors", "shared" or "exclusive". */
#include "expect.h"
#include "ashlar.h"
#include <sys/mman.h>

enum { GRANULE = 64 << 10, BYTES = 8 << 20 };
static char area[BYTES];

static int refuses(void *memory, size_t bytes) {
    errno = 0;
    return ashlar_manage_memory(memory, bytes, 0) == -1 && errno == EINVAL;
}

static void errors(void) {
    char *granule = area + GRANULE - (uintptr_t) area % GRANULE;
    EXPECT(refuses(NULL, BYTES));
    EXPECT(refuses(area, 0));
    EXPECT(refuses(area, OPAQUE(SIZE_MAX)));
    EXPECT(refuses(granule, GRANULE - 1));
    EXPECT(refuses(granule + 1, 2 * GRANULE - 2));
    EXPECT(ashlar_manage_memory(granule + 1, 2 * GRANULE - 1, 0) == 0);
    EXPECT(refuses(granule + GRANULE, GRANULE));
    /* A terabyte from an arena: the nearest address there that can be had. */
    char *twin = mmap(granule + GRANULE + ((intptr_t) 1 << 40), GRANULE, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
    if (twin == MAP_FAILED)
        twin = mmap(granule + GRANULE - ((intptr_t) 1 << 40), GRANULE, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
    EXPECT(twin != MAP_FAILED);
    EXPECT(refuses(twin, GRANULE));
    EXPECT(malloc(100) != NULL);
}

static int is_inside(const char *block, size_t bytes) { return block >= area && block + bytes <= area + BYTES; }

/* All of the area is used, and then more. */
static void shared(void) {
    EXPECT(ashlar_manage_memory(area, BYTES, 0) == 0);
    size_t inside = 0;
    for (int i = 0; i < 2 * BYTES / 1000; i++) {
        char *block = malloc(1000);
        EXPECT(block != NULL);
        memset(block, 1, 1000);
        inside += is_inside(block, 1000) ? 1000 : 0;
    }
    EXPECT(inside > BYTES / 10 * 9);
}

static size_t fill(char **last, size_t bytes) {
    size_t total = 0;
    char *block;
    errno = 0;
    while ((block = malloc(bytes)) != NULL) {
        EXPECT(is_inside(block, bytes));
        memset(block, 1, bytes);
        *(char **) block = *last;
        *last = block;
        total += bytes;
    }
    EXPECT(errno == ENOMEM);
    return total;
}

static void empty(char **last) {
    while (*last != NULL) {
        char *block = *last;
        *last = *(char **) block;
        free(block);
    }
}

/* Nothing but the area is used, of whatever size. */
static void exclusive(void) {
    char *blocks = NULL;
    EXPECT(ashlar_manage_memory(area, BYTES, 1) == 0);
    EXPECT(fill(&blocks, 1000) > BYTES / 10 * 9);
    empty(&blocks);
    EXPECT(fill(&blocks, 100000) > BYTES / 10 * 7);
    empty(&blocks);
    char *zero = calloc(1, BYTES / 2);
    EXPECT(is_inside(zero, BYTES / 2));
    for (int i = 0; i < BYTES / 2; i++) EXPECT(zero[i] == 0);
    errno = 0;
    EXPECT(malloc(BYTES) == NULL && errno == ENOMEM);
    EXPECT(realloc(zero, BYTES) == NULL && errno == ENOMEM);
    free(zero);
    struct ashlar_statistics statistics;
    ashlar_stats(&statistics);
    EXPECT(statistics.reserved_bytes <= BYTES);
}

int main(int count, char **arguments) {
    EXPECT(count == 2);
    if (strcmp(arguments[1], "errors") == 0) errors();
    else if (strcmp(arguments[1], "shared") == 0) shared();
    else exclusive();
    return 0;
}
