/* What a guarded heap must notice; argv[1] picks one. Each ends well where nothing notices. */
#include "expect.h"

#include <limits.h>
#include <pthread.h>

/* Of C23; libc may not have it yet. */
extern void free_sized(void *, size_t) __attribute__((weak));

/* Of <ashlar_guarded.h>, for a program that is not linked with it. */
extern size_t ashlar_check_all(void) __attribute__((weak));

char *make(size_t bytes) {
    char *block = malloc(bytes);
    memset(block, 7, bytes);
    return block;
}

void *try_to_make(size_t bytes) { return OPAQUE(malloc(bytes)); }

void drop(void *block) { free(OPAQUE(block)); }

static void *drop_there(void *block) {
    drop(block);
    return NULL;
}

int main(int count, char **arguments) {
    const char *which = count > 1 ? arguments[1] : "";
    char *block = OPAQUE(make(100));
#define IS(name) (strcmp(which, name) == 0)
    if (IS("string")) {
        block[100] = 0;
        drop(block);
    } else if (IS("third-byte")) {
        block[102] = 1;
        drop(block);
    } else if (IS("before")) {
        block[-1] = 1;
        drop(block);
    } else if (IS("resized")) {
        block[100] = 0;
        drop(realloc(block, 5000));
    } else if (IS("at-exit")) {
        block[100] = 0;
    } else if (IS("asked")) {
        block[100] = 0;
        EXPECT(ashlar_check_all() == 1);
        EXPECT(ashlar_check_all() == 0);
        drop(block);
    } else if (IS("after-free")) {
        drop(block);
        block[50] = 1;
    } else if (IS("twice")) {
        drop(block);
        drop(block);
    } else if (IS("twice-there")) {
        pthread_t thread;
        drop(block);
        pthread_create(&thread, NULL, drop_there, block);
        pthread_join(thread, NULL);
    } else if (IS("twice-large")) {
        char *large = make(10000000);
        drop(large);
        drop(large);
    } else if (IS("inside")) {
        drop(block + 16);
    } else if (IS("misaligned")) {
        drop(block + 5);
    } else if (IS("foreign")) {
        drop(&count);
    } else if (IS("sized")) {
        free_sized(block, 99);
    } else if (IS("tag")) {
        memset(block - 16, 1, 8);
        drop(block);
    } else if (IS("fence")) {
        char *whole = OPAQUE(make(112));
        whole[112] = 1;
    } else if (IS("read")) {
        int sum = 0; /* of so many that one is fenced */
        for (int i = 0; i < 2000; i++) {
            drop(block);
            sum += *(volatile char *) (block + 5);
            block = OPAQUE(make(100));
        }
        drop(block);
        return sum == INT_MIN;
    } else if (IS("short")) {
        EXPECT(try_to_make(10000000) == NULL && errno == ENOMEM);
        drop(block);
    } else if (IS("all-of-it")) {
        drop(block);
        while (try_to_make(30000) != NULL) continue;
    } else if (IS("too-large")) {
        EXPECT(calloc(OPAQUE(SIZE_MAX / 2), 3) == NULL && errno == ENOMEM);
        drop(block);
    } else if (IS("leak")) {
        for (int i = 0; i < 9; i++) make(1000);
        drop(make(1000));
    } else {
        drop(block);
    }
    return 0;
}
