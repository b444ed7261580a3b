/* The process ends while its threads allocate and free: they are stopped wherever they are, locks and all. */
#include "../expect.h"

enum { THREADS = 4, BLOCKS = 1000 };

static volatile LONG working;

static DWORD WINAPI work(void *unused) {
    static __thread char *blocks[BLOCKS];
    for (unsigned i = 0;; i++) {
        if (i == 2 * BLOCKS) InterlockedIncrement(&working);
        char **block = &blocks[i * 7 % BLOCKS];
        free(*block);
        *block = malloc(i % 300);
        EXPECT(*block != NULL);
    }
    return unused != NULL;
}

int main(void) {
    for (int i = 0; i < THREADS; i++) EXPECT(CreateThread(NULL, 0, work, NULL, 0, NULL) != NULL);
    while (working < THREADS) free(malloc(100));
    ExitProcess(0);
}
