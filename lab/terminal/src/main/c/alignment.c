/*
 * alignment HEADER BLOCKS: a bump heap with headers of HEADER bytes and payloads of 32. At each payload a child stores 16 bytes by an
 * instruction that wants an address which is a multiple of 16; what becomes of the child is written down.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PAYLOAD_BYTES = 32 };

#ifdef __x86_64__
enum { CAN_FAULT = 1 };
static void store(void *payload) { __asm__ volatile("movaps %%xmm0, (%0)" : : "r"(payload) : "memory"); }
#else
enum { CAN_FAULT = 0 };
static void store(void *payload) { *(volatile long *) payload = 0; }
#endif

static _Alignas(16) char heap[1 << 16];
static long next;

static void *bump(long header) {
    void *payload = heap + next + header;
    next += header + PAYLOAD_BYTES;
    return payload;
}

static int signal_of_store(void *payload) {
    int status;
    pid_t child = fork();
    if (child == 0) {
        setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0}); /* its death is expected */
        store(payload);
        _exit(0);
    }
    if (child < 0 || waitpid(child, &status, 0) != child) exit(1);
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

int main(int count, char **arguments) {
    if (count < 3) return 2;
    long header = atol(arguments[1]);
    int blocks = atoi(arguments[2]);
    static int signals[64];
    static long offsets[64];
    for (int i = 0; i < blocks && i < 64; i++) {
        char *payload = bump(header);
        offsets[i] = payload - heap;
        signals[i] = signal_of_store(payload);
    }
    for (int i = 0; i < blocks && i < 64; i++) printf("offset-%d %ld\nsignal-%d %d\n", i, offsets[i], i, signals[i]);
    printf("can-fault %d\n", CAN_FAULT);
    return 0;
}
