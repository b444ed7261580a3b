/*
 * The test library as a program, for suites that run in another process, a JVM: a program for Windows under Wine, or for another
 * processor under an emulator. It makes the calls that it finds in its mailbox, each in the thread that it asks for, and leaves there
 * what they return, until its standard input ends. dev.ashlar.platform.Remote is the other side.
 */
#include "report.h"

#include <inttypes.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { NAME_BYTES = 64, MOST_ARGUMENTS = 8, MOST_THREADS = 64 };

struct call {
    int64_t thread;
    char name[NAME_BYTES];
    int64_t arguments[MOST_ARGUMENTS];
};

/* Both sides look at it again and again: a call through pipes takes ten times as long. */
static struct {
    int64_t here; /* its own address: an emulator might have put this process's memory elsewhere */
    int64_t asked; /* the number of the last call */
    struct call call;
    int64_t answer;
    int64_t answered; /* the number of the call that it is for */
} mailbox;

typedef int64_t function(int64_t, int64_t, int64_t, int64_t, int64_t, int64_t, int64_t, int64_t);

/* What the library prints between these two goes to a file, and from there to memory: its length. */

static FILE *captured;

static int64_t capture(void) {
    captured = tmpfile();
    return captured != NULL && dup2(fileno(captured), STDOUT_FILENO) != -1;
}

static int64_t end_capture(int64_t into, int64_t most) {
    dup2(STDERR_FILENO, STDOUT_FILENO);
    rewind(captured);
    size_t length = fread((void *) into, 1, (size_t) most, captured);
    fclose(captured);
    return (int64_t) length;
}

#define EXPORT(name) {"test_" #name, (void *) ashlar_test_##name},
#define POOL(name) {"tlsf_" #name, (void *) ashlar_tlsf_##name},
#define OS(name) {#name, (void *) ashlar_##name},

static const struct {
    const char *name;
    void *function;
} functions[] = {
#include "test_exports.h"
    POOL(create_with_pool) POOL(malloc) POOL(calloc) POOL(realloc) POOL(aligned_alloc) POOL(free) POOL(usable_bytes)
    POOL(add_pool) POOL(remove_pool) POOL(live_blocks)
    OS(page_size) OS(allocation_granularity) OS(family) OS(cache_line_bytes) OS(clock_millis) OS(random) OS(errno)
    OS(mmap) OS(munmap) OS(mremap) OS(mremap_away) OS(mremap_to) OS(sbrk) OS(mprotect) OS(madvise) OS(getrlimit)
    OS(virtual_alloc) OS(virtual_free) OS(commit_when_read)
    OS(map_failed) OS(prot_read_write) OS(prot_read) OS(prot_none) OS(map_private_anonymous) OS(map_noreserve) OS(map_fixed)
    OS(madv_dontneed) OS(madv_free) OS(madv_hugepage) OS(enomem) OS(einval) OS(rlimit_as) OS(rlimit_data)
    OS(root_address) OS(root_bytes) OS(copy) OS(fill)
    {"capture", (void *) capture},
    {"end_capture", (void *) end_capture},
};

static int64_t make(const struct call *call) {
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        if (strcmp(functions[i].name, call->name) != 0) continue;
        const int64_t *all = call->arguments;
        return ((function *) functions[i].function)(all[0], all[1], all[2], all[3], all[4], all[5], all[6], all[7]);
    }
    fprintf(stderr, "server: %s: no such function\n", call->name);
    die();
}

/* Threads, made when they are first asked for; one that is asked to end is waited for. */

static struct thread {
    int64_t number;
    pthread_t runs;
    const struct call *call; /* to be made; NULL: none, or it has been answered */
    int64_t answer;
} threads[MOST_THREADS];

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t turned = PTHREAD_COND_INITIALIZER;

static int is_end(const struct call *call) { return strcmp(call->name, "end") == 0; }

static void *work(void *argument) {
    struct thread *thread = argument;
    pthread_mutex_lock(&turn);
    for (;;) {
        while (thread->call == NULL) pthread_cond_wait(&turned, &turn);
        if (is_end(thread->call)) break;
        thread->answer = make(thread->call);
        thread->call = NULL;
        pthread_cond_broadcast(&turned);
    }
    pthread_mutex_unlock(&turn);
    return NULL;
}

static struct thread *thread_of(int64_t number) {
    struct thread *free_one = NULL;
    for (int i = 0; i < MOST_THREADS; i++) {
        if (threads[i].number == number) return &threads[i];
        if (threads[i].number == 0 && free_one == NULL) free_one = &threads[i];
    }
    if (free_one == NULL || pthread_create(&free_one->runs, NULL, work, free_one) != 0) die();
    free_one->number = number;
    return free_one;
}

static int64_t make_there(const struct call *call) {
    struct thread *thread = thread_of(call->thread);
    pthread_mutex_lock(&turn);
    thread->call = call;
    pthread_cond_broadcast(&turned);
    while (thread->call != NULL && !is_end(call)) pthread_cond_wait(&turned, &turn);
    pthread_mutex_unlock(&turn);
    if (!is_end(call)) return thread->answer;
    pthread_join(thread->runs, NULL);
    *thread = (struct thread) {0};
    return 0;
}

/* Ends the process when whoever started it has ended. */
static void *watch(void *unused) {
    char byte;
    while (read(STDIN_FILENO, &byte, 1) > 0) continue;
    _exit(unused != NULL);
}

int main(void) {
#ifdef _WIN32
    SetErrorMode(SEM_NOGPFAULTERRORBOX); /* a program that dies, dies: no debugger is asked to look at it */
#endif
    mailbox.here = (int64_t) &mailbox;
    printf("%" PRId64 "\n", mailbox.here);
    fflush(stdout);
    dup2(STDERR_FILENO, STDOUT_FILENO);
    pthread_t watches;
    if (pthread_create(&watches, NULL, watch, NULL) != 0) die();
    int64_t own = 0; /* who calls first calls most, and had better not wait for another thread */
    for (int64_t number = 1;; number++) {
        while (__atomic_load_n(&mailbox.asked, __ATOMIC_ACQUIRE) != number) sched_yield();
        const struct call *call = &mailbox.call;
        if (own == 0) own = call->thread;
        mailbox.answer = call->thread == own ? make(call) : make_there(call);
        __atomic_store_n(&mailbox.answered, number, __ATOMIC_RELEASE);
    }
}
