/* The misuse of heaps; argv[1] picks one. What it was done to works on. */
#include "expect.h"
#include "ashlar.h"

static void one(int which) {
    ashlar_heap *heap = ashlar_heap_new(), *other = ashlar_heap_new();
    char *block = ashlar_heap_malloc(heap, 100);
    char *large = ashlar_heap_malloc(heap, 100000);
    char *plain = calloc(1, 10000);
    memset(block, 9, 100);
    errno = 0;
    switch (which) {
    case 0: ashlar_heap_free(other, block); break;
    case 1: ashlar_heap_free(other, large); break;
    case 2: ashlar_heap_free(heap, plain); break;
    case 3: EXPECT(ashlar_heap_realloc(other, block, 10) == NULL && errno == EINVAL); break;
    case 4: EXPECT(ashlar_heap_realloc(heap, plain, 10) == NULL && errno == EINVAL); break;
    case 5: {
        char *gone = OPAQUE(ashlar_heap_malloc(heap, 100));
        ashlar_heap_free(heap, gone);
        ashlar_heap_free(heap, OPAQUE(gone));
        break;
    }
    case 6: ashlar_heap_free(heap, OPAQUE(block + 16)); break;
    case 7: ashlar_heap_free(heap, OPAQUE((char *) &heap)); break;
    case 8: ashlar_heap_destroy((ashlar_heap *) plain); break;
    case 9: {
        void *gone = ashlar_heap_new();
        ashlar_heap_destroy(gone);
        ashlar_heap_destroy(OPAQUE(gone));
        break;
    }
    case 10: EXPECT(ashlar_heap_malloc((ashlar_heap *) plain, 10) == NULL && errno == EINVAL); break;
    case 11: EXPECT(ashlar_heap_malloc(NULL, 10) == NULL && errno == EINVAL); break;
    case 12: {
        void *gone = ashlar_heap_new();
        ashlar_heap_destroy(gone);
        EXPECT(ashlar_heap_malloc(OPAQUE(gone), 10) == NULL && errno == EINVAL);
        break;
    }
    }
    for (int i = 0; i < 100; i++) EXPECT(block[i] == 9);
    ashlar_heap_free(heap, block);
    ashlar_heap_free(heap, large);
    free(plain);
    ashlar_heap_destroy(heap);
    ashlar_heap_destroy(other);
}

int main(int count, char **arguments) {
    EXPECT(count == 2);
    one(atoi(arguments[1]));
    return 0;
}
