/*
 * Forks while other threads come and go and leave blocks behind: every child frees those, allocates, starts a thread, and
 * ends. argv[1]: forks.
 */
#include "expect.h"
#include <malloc.h>
#include <pthread.h>
#include <sys/wait.h>

enum { PATIENCE = 60, LEFT = 256, COMING = 3 };

static unsigned char *left[LEFT]; /* blocks of threads that may be no more: their first byte is in all of them */
static volatile int stop;

static size_t size_of(unsigned number) { return number % 50 == 0 ? 70000 : 1 + number * 37 % 3000; }

static unsigned char *filled(unsigned number) {
    unsigned char *block = malloc(size_of(number));
    EXPECT(block != NULL);
    memset(block, (int) number, malloc_usable_size(block));
    return block;
}

static void leave(unsigned place, unsigned char *block) {
    unsigned char *old = __atomic_exchange_n(&left[place % LEFT], block, __ATOMIC_ACQ_REL);
    if (old == NULL) return;
    size_t bytes = malloc_usable_size(old);
    for (size_t i = 0; i < bytes; i++) EXPECT(old[i] == old[0]);
    free(old);
}

static void *visit(void *number) {
    for (unsigned i = 0; i < 100; i++) leave((uintptr_t) number * 31 + i, filled((uintptr_t) number + i));
    return NULL;
}

static void *come_and_go(void *number) {
    for (uintptr_t i = (uintptr_t) number; !stop; i += COMING) {
        pthread_t id;
        EXPECT(pthread_create(&id, NULL, visit, (void *) i) == 0);
        visit((void *) (i + 1));
        pthread_join(id, NULL);
    }
    return NULL;
}

static void child(unsigned number) {
    alarm(PATIENCE);
    pthread_t id;
    for (unsigned i = 0; i < LEFT; i += 2) leave(i, NULL);
    EXPECT(pthread_create(&id, NULL, visit, (void *) (uintptr_t) number) == 0);
    visit((void *) (uintptr_t) number);
    pthread_join(id, NULL);
    for (unsigned i = 0; i < LEFT; i++) leave(i, NULL);
    _exit(0);
}

int main(int count, char **arguments) {
    EXPECT(count == 2);
    pthread_t ids[COMING];
    for (uintptr_t i = 0; i < COMING; i++) EXPECT(pthread_create(&ids[i], NULL, come_and_go, (void *) i) == 0);
    for (int i = atoi(arguments[1]); i > 0; i--) {
        int status = -1;
        pid_t pid = fork();
        if (pid == 0) child(i);
        EXPECT(pid > 0 && waitpid(pid, &status, 0) == pid);
        EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    stop = 1;
    for (int i = 0; i < COMING; i++) pthread_join(ids[i], NULL);
    return 0;
}
