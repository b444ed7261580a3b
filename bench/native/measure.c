/*
 * Runs a program and writes what it cost to descriptor 3: wall, user and system time in microseconds, peak resident
 * memory in KiB of its largest process, exit status. BENCH_PRELOAD is preloaded under the program alone.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long micros(struct timeval time) { return time.tv_sec * 1000000ll + time.tv_usec; }

int main(int count, char **arguments) {
    struct timespec from, to;
    struct rusage usage;
    int status;
    if (count < 2) return 2;
    clock_gettime(CLOCK_MONOTONIC, &from);
    pid_t pid = fork();
    if (pid == 0) {
        const char *library = getenv("BENCH_PRELOAD");
        if (library != NULL && *library != 0) setenv("LD_PRELOAD", library, 1);
        close(3);
        execvp(arguments[1], arguments + 1);
        perror(arguments[1]);
        _exit(127);
    }
    if (pid < 0 || wait4(pid, &status, 0, &usage) != pid) return 2;
    clock_gettime(CLOCK_MONOTONIC, &to);
    long long wall = (to.tv_sec - from.tv_sec) * 1000000ll + (to.tv_nsec - from.tv_nsec) / 1000;
    dprintf(3, "%lld %lld %lld %ld %d\n", wall, micros(usage.ru_utime), micros(usage.ru_stime), usage.ru_maxrss,
            WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    return 0;
}
