/* malloc where programs forget that they call it: constructors, thread-local destructors, small stacks, after exit. */
#include "expect.h"
#include <limits.h>
#include <pthread.h>

static pthread_key_t key;
static char *from_constructor;

__attribute__((constructor(101))) static void start(void) {
    from_constructor = malloc(300);
    EXPECT(from_constructor != NULL);
}

__attribute__((destructor(101))) static void finish(void) {
    free(from_constructor);
    EXPECT(malloc(10) != NULL);
}

static void at_thread_end(void *value) {
    char *block = malloc(5000);
    EXPECT(block != NULL);
    free(value);
    free(block);
}

static void *thread(void *unused) {
    (void) unused;
    pthread_setspecific(key, malloc(77));
    char *block = malloc(100);
    for (int i = 0; i < 1000; i++) {
        block = realloc(block, 100 + i * 37 % 20000);
        EXPECT(block != NULL);
    }
    free(block);
    return NULL;
}

static void at_exit(void) { free(malloc(1000)); }

int main(void) {
    pthread_attr_t small;
    pthread_key_create(&key, at_thread_end);
    pthread_attr_init(&small);
    EXPECT(pthread_attr_setstacksize(&small, PTHREAD_STACK_MIN > 16384 ? PTHREAD_STACK_MIN : 16384) == 0);
    for (int i = 0; i < 50; i++) {
        pthread_t id;
        EXPECT(pthread_create(&id, &small, thread, NULL) == 0);
        pthread_join(id, NULL);
    }
    atexit(at_exit);
    return 0;
}
