/*
 * Forks in a process whose other threads never leave malloc and stdio. Every child must be able to allocate and must
 * end. argv[1]: "threads", "stdio" or "signals"; argv[2]: forks.
 */
#include "expect.h"
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/time.h>
#include <sys/wait.h>

static volatile int stop;

/* A child that does not end within this many seconds hangs. */
enum { PATIENCE = 60 };

static void use_malloc(unsigned seed, int rounds) {
    char *blocks[16] = {0};
    for (int i = 0; i < rounds; i++) {
        seed = seed * 1103515245 + 12345;
        int slot = seed >> 16 & 15;
        size_t bytes = (seed >> 20) % (slot == 0 ? 20000 : 700) + 1;
        if ((seed >> 8 & 3) == 0) {
            blocks[slot] = realloc(blocks[slot], bytes);
        } else {
            free(blocks[slot]);
            blocks[slot] = malloc(bytes);
        }
        EXPECT(blocks[slot] != NULL);
        memset(blocks[slot], slot, bytes);
    }
    for (int i = 0; i < 16; i++) free(blocks[i]);
}

static void *allocating(void *seed) {
    while (!stop) use_malloc((unsigned) (uintptr_t) seed, 1000);
    return NULL;
}

/* Holds locks of stdio while it allocates: getline grows its buffer under the lock of the stream. */
static void *reading(void *unused) {
    (void) unused;
    while (!stop) {
        char *line = NULL;
        size_t room = 0;
        FILE *file = fopen("/proc/self/maps", "r");
        EXPECT(file != NULL);
        while (getline(&line, &room, file) > 0) {
            free(line);
            line = NULL;
            room = 0;
        }
        free(line);
        fclose(file);
    }
    return NULL;
}

/* Holds the list of all streams while it waits for each of them. */
static void *flushing(void *unused) {
    (void) unused;
    while (!stop) fflush(NULL);
    return NULL;
}

static void child(void) {
    alarm(PATIENCE);
    use_malloc(1, 200);
    char *line = malloc(100);
    EXPECT(line != NULL);
    FILE *file = fopen("/dev/null", "w");
    fprintf(file, "%s", "stdio works too");
    fclose(file);
    free(line);
    _exit(0);
}

static void reap(pid_t pid) {
    int status = -1;
    EXPECT(pid > 0 && waitpid(pid, &status, 0) == pid);
    EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static volatile int forks_left;

/* Wherever the thread was, perhaps inside malloc: the child allocates at once, and again after the handler. */
static void fork_in_handler(int unused) {
    (void) unused;
    if (forks_left == 0) return;
    forks_left--;
    int saved = errno;
    pid_t pid = fork();
    if (pid == 0) {
        alarm(PATIENCE);
        stop = 2; /* the interrupted code ends the child, after some more malloc */
        char *block = malloc(50);
        EXPECT(block != NULL);
        memset(block, 1, 50);
        free(block);
    } else {
        reap(pid);
    }
    errno = saved;
}

static void interrupted_by_forks(void) {
    struct sigaction action = {.sa_handler = fork_in_handler, .sa_flags = SA_RESTART};
    struct itimerval timer = {{0, 2000}, {0, 2000}};
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &timer, NULL);
    for (unsigned seed = 1; forks_left > 0; seed++) {
        use_malloc(seed, 100);
        if (stop == 2) {
            action.sa_handler = SIG_DFL; /* alarm now means that we hang */
            sigaction(SIGALRM, &action, NULL);
            use_malloc(seed, 100);
            _exit(0);
        }
    }
}

int main(int count, char **arguments) {
    EXPECT(count == 3);
    int forks = atoi(arguments[2]);
    int stdio = strcmp(arguments[1], "stdio") == 0;
    int signals = strcmp(arguments[1], "signals") == 0;
    sigset_t alarms;
    sigemptyset(&alarms);
    sigaddset(&alarms, SIGALRM);
    pthread_sigmask(SIG_BLOCK, &alarms, NULL); /* in the threads */
    pthread_t threads[4];
    for (uintptr_t i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, !stdio ? allocating : i < 2 ? reading : i == 2 ? flushing : allocating, (void *) (i + 1));
    pthread_sigmask(SIG_UNBLOCK, &alarms, NULL);
    if (signals) {
        forks_left = forks;
        interrupted_by_forks();
    } else {
        for (int i = 0; i < forks; i++) {
            pid_t pid = fork();
            if (pid == 0) child();
            reap(pid);
        }
    }
    stop = 1;
    for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
    return 0;
}
