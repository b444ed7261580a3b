/*
 * argv[1] threads, one after the other. Each allocates some blocks and frees them but two, which main frees: one at once,
 * one a hundred threads later. All of them together need no more memory than the first thousand.
 */
#include "expect.h"
#include "ashlar.h"
#include <pthread.h>

enum { FIRST = 1000, LATER = 100 };

static void *thread(void *number) {
    char *blocks[6];
    for (uintptr_t i = 0; i < 6; i++) {
        size_t bytes = i == 5 ? 100000 : 8 + ((uintptr_t) number % 100 * 20 + i * 331) % 2000;
        EXPECT((blocks[i] = malloc(bytes)) != NULL);
        memset(blocks[i], (int) i, bytes);
    }
    for (int i = 2; i < 6; i++) free(blocks[i]);
    *(char **) blocks[0] = blocks[1];
    return blocks[0];
}

/* Memory in pages; what is idle goes back with time, and how much that is says only how long this has taken. */
static size_t used(void) {
    struct ashlar_statistics statistics;
    ashlar_stats(&statistics);
    return statistics.committed_bytes - statistics.idle_bytes;
}

int main(int count, char **arguments) {
    EXPECT(count == 2);
    int threads = atoi(arguments[1]);
    static char *late[LATER];
    size_t first = 0;
    for (int i = 0; i < threads; i++) {
        pthread_t id;
        void *left;
        EXPECT(pthread_create(&id, NULL, thread, (void *) (uintptr_t) i) == 0);
        EXPECT(pthread_join(id, &left) == 0);
        free(late[i % LATER]);
        late[i % LATER] = *(char **) left;
        free(left);
        if (i <= FIRST && used() > first) first = used();
    }
    EXPECT(used() <= first);
    return 0;
}
