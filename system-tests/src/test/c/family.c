/* The malloc family by C's, POSIX's and glibc's rules. */
#include "expect.h"
#include "ft_malloc.h"
#include <malloc.h>

void *pvalloc(size_t bytes); /* not every libc declares it */

static void too_large(void *(*allocate)(size_t), size_t bytes) {
    errno = 0;
    EXPECT(allocate(bytes) == NULL);
    EXPECT(errno == ENOMEM);
}

static void *calloc_one(size_t bytes) { return calloc(1, bytes); }
static void *memalign_64(size_t bytes) { return memalign(64, bytes); }
static void *aligned_4096(size_t bytes) { return aligned_alloc(4096, bytes); }
static void *realloc_null(size_t bytes) { return realloc(NULL, bytes); }

static char *live;
static void *realloc_live(size_t bytes) { return realloc(live, bytes); }

int main(void) {
    /* Sizes that can't be had. */
    void *(*const all[])(size_t) = {malloc, calloc_one, memalign_64, aligned_4096, realloc_null, realloc_live, valloc, pvalloc};
    const size_t sizes[] = {SIZE_MAX, SIZE_MAX - 1, SIZE_MAX - 4096, SIZE_MAX / 2, (size_t) PTRDIFF_MAX + 1, PTRDIFF_MAX, (size_t) 1 << 60};
    live = malloc(100);
    memset(live, 7, 100);
    for (unsigned i = 0; i < sizeof all / sizeof *all; i++)
        for (unsigned j = 0; j < sizeof sizes / sizeof *sizes; j++) too_large(all[i], OPAQUE(sizes[j]));
    for (int i = 0; i < 100; i++) EXPECT(live[i] == 7);

    /* Products that overflow. */
    errno = 0;
    EXPECT(calloc(OPAQUE((size_t) 1 << 33), (size_t) 1 << 33) == NULL && errno == ENOMEM);
    errno = 0;
    EXPECT(reallocarray(live, OPAQUE((size_t) 1 << 33), (size_t) 1 << 33) == NULL && errno == ENOMEM);
    EXPECT(live[99] == 7);
    live = reallocarray(live, 50, 40);
    EXPECT(live != NULL && live[99] == 7);

    /* Alignments. */
    void *result = &result;
    errno = 77;
    EXPECT(posix_memalign(&result, 24, 10) == EINVAL);
    EXPECT(posix_memalign(&result, 4, 10) == EINVAL);
    EXPECT(posix_memalign(&result, 0, 10) == EINVAL);
    EXPECT(posix_memalign(&result, 64, OPAQUE(SIZE_MAX)) == ENOMEM);
    EXPECT(result == &result && errno == 77);
    for (size_t alignment = sizeof(void *); alignment <= (size_t) 1 << 22; alignment *= 2) {
        EXPECT(posix_memalign(&result, alignment, 10) == 0 && (uintptr_t) result % alignment == 0);
        free(result);
        result = aligned_alloc(alignment, alignment);
        EXPECT(result != NULL && (uintptr_t) result % alignment == 0);
        free_aligned_sized(result, alignment, alignment);
    }
    errno = 0;
    EXPECT(aligned_alloc(OPAQUE((size_t) 24), 10) == NULL && errno == EINVAL);
    errno = 0;
    EXPECT(memalign(OPAQUE((size_t) 0), 10) == NULL && errno == EINVAL);
    errno = 0;
    EXPECT(aligned_alloc(OPAQUE((size_t) 1 << 63), 10) == NULL && errno == ENOMEM);
    size_t page = (size_t) sysconf(_SC_PAGESIZE);
    char *aligned = valloc(10);
    EXPECT((uintptr_t) aligned % page == 0);
    free(aligned);
    aligned = pvalloc(page + 1);
    EXPECT((uintptr_t) aligned % page == 0 && malloc_usable_size(aligned) >= 2 * page);
    free(aligned);

    /* Zero. */
    char *none = malloc(0);
    char *other = malloc(0);
    EXPECT(none != NULL && other != NULL && none != other);
    errno = 5;
    EXPECT(realloc(OPAQUE(none), 0) == NULL && errno == 5);
    free_sized(other, 0);
    free(NULL);
    EXPECT(malloc_usable_size(NULL) == 0);
    EXPECT((other = realloc(NULL, 10)) != NULL);

    /* errno survives free, also one that unmaps. */
    char *large = malloc(1 << 20);
    errno = 42;
    free(large);
    free(other);
    EXPECT(errno == 42);

    /* Contents: all that may be used, over all kinds. */
    char *grown = malloc(1);
    *grown = 3;
    for (size_t bytes = 2; bytes < 1 << 20; bytes = bytes * 3 / 2 + 1) {
        grown = realloc(grown, bytes);
        EXPECT(grown != NULL && *grown == 3 && malloc_usable_size(grown) >= bytes && (uintptr_t) grown % 16 == 0);
        grown[malloc_usable_size(grown) - 1] = 1;
    }
    free(grown);
    free(live);
    return 0;
}
