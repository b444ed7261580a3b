/*
 * The test library as a program for Windows, for suites that run in another process, a JVM on the system that Wine runs on: it makes the
 * calls that it reads, each in the thread that it asks for, and answers with what they return. dev.ashlar.platform.Remote is the
 * other side.
 */
#include "report.h"

enum { NAME_BYTES = 64, MOST_ARGUMENTS = 8, MOST_THREADS = 64 };

struct call {
    int64_t thread;
    char name[NAME_BYTES];
    int64_t arguments[MOST_ARGUMENTS];
};

typedef int64_t function(int64_t, int64_t, int64_t, int64_t, int64_t, int64_t, int64_t, int64_t);

static int64_t ready(void) { return 1; }
static int64_t error(void) { return ashlar_errno(); }

/* What the library prints between these two goes to a file, and from there to memory: its length. */

static HANDLE captured, standard_output;

static int64_t capture(void) {
    char folder[MAX_PATH], file[MAX_PATH];
    GetTempPathA(sizeof folder, folder);
    GetTempFileNameA(folder, "out", 0, file);
    captured = CreateFileA(file, GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, FILE_FLAG_DELETE_ON_CLOSE, NULL);
    standard_output = GetStdHandle(STD_OUTPUT_HANDLE);
    return SetStdHandle(STD_OUTPUT_HANDLE, captured);
}

static int64_t end_capture(int64_t into, int64_t most) {
    DWORD length = 0;
    SetFilePointer(captured, 0, NULL, FILE_BEGIN);
    ReadFile(captured, (void *) into, (DWORD) most, &length, NULL);
    SetStdHandle(STD_OUTPUT_HANDLE, standard_output);
    CloseHandle(captured);
    return length;
}

#define EXPORT(name) {"test_" #name, (void *) ashlar_test_##name},
#define POOL(name) {"tlsf_" #name, (void *) ashlar_tlsf_##name},

static const struct {
    const char *name;
    void *function;
} functions[] = {
#include "test_exports.h"
    POOL(create_with_pool) POOL(malloc) POOL(calloc) POOL(realloc) POOL(aligned_alloc) POOL(free) POOL(usable_bytes)
    POOL(add_pool) POOL(remove_pool) POOL(live_blocks)
    {"ready", (void *) ready},
    {"error", (void *) error},
    {"capture", (void *) capture},
    {"end_capture", (void *) end_capture},
    {"page_size", (void *) ashlar_page_size},
    {"allocation_granularity", (void *) ashlar_allocation_granularity},
    {"virtual_alloc", (void *) ashlar_virtual_alloc},
    {"virtual_free", (void *) ashlar_virtual_free},
    {"commit_when_read", (void *) ashlar_commit_when_read},
    {"copy", (void *) ashlar_copy},
    {"fill", (void *) ashlar_fill},
};

static int64_t make(const struct call *call) {
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        if (strcmp(functions[i].name, call->name) != 0) continue;
        const int64_t *all = call->arguments;
        return ((function *) functions[i].function)(all[0], all[1], all[2], all[3], all[4], all[5], all[6], all[7]);
    }
    ashlar_write(2, (int64_t) call->name, (int64_t) strlen(call->name));
    die();
}

/* Threads, made when they are first asked for. */

static struct thread {
    int64_t number;
    HANDLE runs, called, answered;
    const struct call *call;
    int64_t answer;
} threads[MOST_THREADS];

static DWORD WINAPI work(void *argument) {
    struct thread *thread = argument;
    while (WaitForSingleObject(thread->called, INFINITE) == WAIT_OBJECT_0) {
        int is_end = strcmp(thread->call->name, "end") == 0;
        thread->answer = is_end ? 0 : make(thread->call);
        if (is_end) return 0; /* who waits, waits for the thread */
        SetEvent(thread->answered);
    }
    return 1;
}

static struct thread *thread_of(int64_t number) {
    struct thread *free_one = NULL;
    for (int i = 0; i < MOST_THREADS; i++) {
        if (threads[i].number == number) return &threads[i];
        if (threads[i].number == 0 && free_one == NULL) free_one = &threads[i];
    }
    if (free_one == NULL) die();
    free_one->number = number;
    free_one->called = CreateEventA(NULL, 0, 0, NULL);
    free_one->answered = CreateEventA(NULL, 0, 0, NULL);
    free_one->runs = CreateThread(NULL, 0, work, free_one, 0, NULL);
    return free_one;
}

static int64_t make_there(const struct call *call) {
    struct thread *thread = thread_of(call->thread);
    HANDLE ends[] = {thread->answered, thread->runs};
    thread->call = call;
    SetEvent(thread->called);
    if (WaitForMultipleObjects(2, ends, 0, INFINITE) != WAIT_OBJECT_0) thread->number = 0; /* it has ended */
    return thread->answer;
}

int main(void) {
    HANDLE in = GetStdHandle(STD_INPUT_HANDLE), out = GetStdHandle(STD_OUTPUT_HANDLE);
    struct call call;
    int64_t own = 0;
    for (;;) {
        DWORD length, count;
        for (length = 0; length < sizeof call; length += count)
            if (!ReadFile(in, (char *) &call + length, sizeof call - length, &count, NULL) || count == 0) return 0;
        if (own == 0) own = call.thread; /* who calls first calls most, and had better not wait for another thread */
        int64_t answer = call.thread == own ? make(&call) : make_there(&call);
        if (!WriteFile(out, &answer, sizeof answer, &count, NULL)) return 1;
    }
}
