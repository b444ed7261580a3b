/* Threads that allocate and free when the loader has already told the library of their end: it tells the program last. */
#include "../expect.h"

enum { THREADS = 2000 };

static DWORD slot;
static volatile LONG ended;

static void NTAPI at_end(PVOID module, DWORD reason, PVOID reserved) {
    (void) module, (void) reserved;
    if (reason != DLL_THREAD_DETACH || TlsGetValue(slot) == NULL) return;
    char *block = TlsGetValue(slot);
    EXPECT(block[999] == 7);
    char *late = malloc(5000);
    EXPECT(late != NULL);
    memset(late, 8, 5000);
    free(block);
    EXPECT(late[4999] == 8);
    free(late);
    InterlockedIncrement(&ended);
}

static const PIMAGE_TLS_CALLBACK callback __attribute__((section(".CRT$XLY"), used)) = at_end;

static DWORD WINAPI work(void *unused) {
    (void) unused;
    char *block = malloc(1000);
    memset(block, 7, 1000);
    TlsSetValue(slot, block);
    for (int i = 0; i < 100; i++) free(malloc(i * 10));
    return 0;
}

int main(void) {
    struct ashlar_statistics first = {0}, last;
    slot = TlsAlloc();
    for (int i = 0; i < THREADS; i++) {
        HANDLE thread = CreateThread(NULL, 0, work, NULL, 0, NULL);
        EXPECT(thread != NULL && WaitForSingleObject(thread, INFINITE) == WAIT_OBJECT_0);
        CloseHandle(thread);
        if (i == 0) ashlar_stats(&first);
    }
    EXPECT(ended == THREADS);
    ashlar_stats(&last);
    EXPECT(last.live_blocks == 0 && last.committed_bytes <= first.committed_bytes);
    return 0;
}
