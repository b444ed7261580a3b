/*
 * Writes the heap in the format of argv[1] to stdout, and before it what must be found there: "live ADDRESS SIZE" or "freed ADDRESS" a line,
 * then a line of dashes.
 */
#include "expect.h"

#include <ashlar_dump.h>
#include <stdio.h>

enum { COUNT = 30 };

int main(int count, char **arguments) {
    static void *blocks[COUNT];
    char said[COUNT * 40];
    int length = 0;
    EXPECT(count == 2);
    for (int i = 0; i < COUNT; i++) {
        EXPECT((blocks[i] = malloc(OPAQUE((size_t) 200 + 300 * (size_t) i))) != NULL);
        EXPECT(malloc(OPAQUE((size_t) 20)) != NULL); /* apart */
        memset(blocks[i], i, 200);
    }
    EXPECT((blocks[5] = realloc(blocks[5], 300000)) != NULL);
    for (int i = 0; i < COUNT; i++) {
        int is_live = i % 3 != 1;
        if (!is_live) free(blocks[i]);
        length += sprintf(said + length, is_live ? "live %p %d\n" : "freed %p\n", blocks[i], i == 5 ? 300000 : 200 + 300 * i);
    }
    length += sprintf(said + length, "---\n");
    EXPECT(write(1, said, (size_t) length) == length);
    EXPECT(ashlar_heap_dump(1, 4) == -1 && errno == EINVAL);
    EXPECT(ashlar_heap_dump(1, -1) == -1);
    EXPECT(ashlar_heap_dump(1, atoi(arguments[1])) == 0);
    free(malloc(100)); /* it goes on */
    return 0;
}
