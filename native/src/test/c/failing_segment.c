/*
 * The segment heap's library, its threads, and a system that refuses. The library asks the system through the five
 * functions below, which count the calls and let some of them fail. Each run is a process of its own, with four threads
 * at a time that come and go, free each other's blocks and use every path to the system; a block may be refused (NULL and
 * ENOMEM), and nothing else may go wrong. When the system is well again, nothing is damaged, and memory is had.
 *
 *   failing_segment each LENGTH TIMES     a run for each call that there is: it fails, and so do those after it, LENGTH in all
 *   failing_segment kind FIRST TIMES      a run for each of the five functions: from call FIRST on all of its calls fail
 *
 * TIMES over, with other random numbers each time.
 */
#include "ashlar.c"

#include <stdarg.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "../../../../system-tests/src/test/c/expect.h"

/* The system. */

enum kind { KIND_MMAP, KIND_MUNMAP, KIND_MPROTECT, KIND_MADVISE, KIND_MREMAP, COUNT_KINDS };

static long calls, failed;

/* Which calls fail: from the first to the last of these, counted from 1, if of that kind. */
static long first_failing, last_failing;
static enum kind failing_kind = COUNT_KINDS; /* any */

static int fails(enum kind kind) {
    long call = __atomic_add_fetch(&calls, 1, __ATOMIC_SEQ_CST);
    if (call < first_failing || call > last_failing || (failing_kind != COUNT_KINDS && failing_kind != kind)) return 0;
    __atomic_add_fetch(&failed, 1, __ATOMIC_SEQ_CST);
    errno = ENOMEM;
    return 1;
}

void *mmap(void *address, size_t bytes, int protection, int flags, int descriptor, off_t offset) {
    if (fails(KIND_MMAP)) return MAP_FAILED;
    return (void *) syscall(SYS_mmap, address, bytes, protection, flags, descriptor, offset);
}

int munmap(void *address, size_t bytes) { return fails(KIND_MUNMAP) ? -1 : (int) syscall(SYS_munmap, address, bytes); }

int mprotect(void *address, size_t bytes, int protection) {
    return fails(KIND_MPROTECT) ? -1 : (int) syscall(SYS_mprotect, address, bytes, protection);
}

int madvise(void *address, size_t bytes, int advice) {
    return fails(KIND_MADVISE) ? -1 : (int) syscall(SYS_madvise, address, bytes, advice);
}

void *mremap(void *address, size_t old_bytes, size_t new_bytes, int flags, ...) {
    va_list more;
    va_start(more, flags);
    void *target = va_arg(more, void *);
    va_end(more);
    if (fails(KIND_MREMAP)) return MAP_FAILED;
    return (void *) syscall(SYS_mremap, address, old_bytes, new_bytes, flags, target);
}

/* Blocks: each says what it is in its first words, and has its tag at places ever further apart. */

struct block {
    size_t bytes;
    unsigned char tag;
};

static size_t after(size_t at) { return at + 1 + at / 32; }

static void check(struct block *block, size_t bytes) {
    const unsigned char *payload = (unsigned char *) block;
    EXPECT(block->bytes >= bytes);
    for (size_t at = sizeof *block; at < bytes; at = after(at)) EXPECT(payload[at] == block->tag);
}

static struct block *fill(struct block *block, size_t bytes, unsigned char tag) {
    unsigned char *payload = (unsigned char *) block;
    EXPECT((uintptr_t) payload % 16 == 0);
    *block = (struct block) {bytes, tag};
    for (size_t at = sizeof *block; at < bytes; at = after(at)) payload[at] = tag;
    return block;
}

/* What may be refused, but only so. */
static void *had(void *payload) {
    EXPECT(payload != NULL || errno == ENOMEM);
    return payload;
}

static void discard(struct block *block) {
    if (block == NULL) return;
    check(block, block->bytes);
    errno = 77;
    free(block);
    EXPECT(errno == 77);
}

/* Threads. */

enum { THREADS = 4, GENERATIONS = 3, STEPS = 120, SHARED = 64 };

static struct block *shared[SHARED];
static char managed[3 << 20] __attribute__((aligned(65536)));
static uint64_t seed;

static uint64_t next_random(uint64_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    return *state ^= *state << 17;
}

static struct block *allocate(uint64_t random) {
    static const size_t sizes[] = {32, 100, 1000, 2048, 5000, 32768, 65536, 70000, 300000, 1500000};
    size_t bytes = sizes[random % (sizeof sizes / sizeof *sizes)];
    unsigned char tag = (unsigned char) (random >> 8);
    struct block *block;
    errno = 0;
    switch (random >> 16 & 7) {
    case 0:
        if ((block = had(calloc(1, bytes))) == NULL) return NULL;
        for (size_t at = 0; at < bytes; at = after(at)) EXPECT(((char *) block)[at] == 0);
        break;
    case 1: {
        size_t alignment = (size_t) 64 << (random >> 20) % 16;
        block = had(aligned_alloc(alignment, bytes));
        EXPECT((uintptr_t) block % alignment == 0);
        break;
    }
    default: block = had(malloc(bytes));
    }
    return block == NULL ? NULL : fill(block, bytes, tag);
}

/* Grows a block; if it may not, it is as it was. From 1 MiB on a block that has to move takes its memory along. */
static struct block *grow(struct block *block) {
    size_t old = block->bytes, bytes = old + old / 3 + 200;
    check(block, old);
    errno = 0;
    struct block *grown = had(realloc(OPAQUE(block), bytes));
    if (grown == NULL) grown = block, bytes = old;
    check(grown, old);
    return fill(grown, bytes, grown->tag);
}

/* A heap of its own, with a block of each kind, is destroyed with all of them. */
static void own_heap(void) {
    errno = 0;
    ashlar_heap *heap = had(ashlar_heap_new());
    if (heap == NULL) return;
    for (size_t bytes = 40; bytes < 1 << 18; bytes *= 4) {
        struct block *block = had(ashlar_heap_malloc(heap, bytes));
        if (block != NULL) check(fill(block, bytes, 7), bytes);
    }
    ashlar_heap_destroy(heap);
}

/* More addresses than an arena has, of which hardly any is touched. */
static void spread(void) {
    errno = 0;
    char *payload = had(malloc((size_t) 70 << 20));
    if (payload == NULL) return;
    payload[0] = payload[(70 << 20) - 1] = 1;
    free(payload);
}

/* Memory of the program's own, given until it is taken. */
static void give_memory(void) {
    static int64_t is_given;
    if (__atomic_exchange_n(&is_given, 1, __ATOMIC_SEQ_CST)) return;
    if (ashlar_manage_memory(managed, sizeof managed, 0) != 0) __atomic_store_n(&is_given, 0, __ATOMIC_SEQ_CST);
}

static void *work(void *number) {
    uint64_t state = (seed + (uintptr_t) number + 1) * 0x9E3779B97F4A7C15u;
    struct block *mine[16] = {NULL};
    for (int i = 0; i < STEPS; i++) {
        uint64_t random = next_random(&state);
        struct block **place = &mine[random >> 56 & 15];
        int dice = random >> 48 & 127;
        if (dice == 0) ashlar_collect();
        else if (dice == 1) own_heap();
        else if (dice == 2) spread();
        else if (dice == 3) give_memory();
        else if (dice < 40) *place = __atomic_exchange_n(&shared[random >> 40 & (SHARED - 1)], *place, __ATOMIC_ACQ_REL);
        else if (*place == NULL) *place = allocate(random);
        else if (dice < 80) *place = grow(*place);
        else discard(*place), *place = NULL;
    }
    for (int i = 0; i < 16; i++) discard(mine[i]);
    return NULL;
}

static void run_threads(void) {
    pthread_t ids[THREADS];
    int is_started[THREADS];
    for (uintptr_t next = 0; next < THREADS * (GENERATIONS + 1); next++) {
        pthread_t *id = &ids[next % THREADS];
        if (next >= THREADS && is_started[next % THREADS]) pthread_join(*id, NULL);
        if (next >= THREADS * GENERATIONS) continue;
        is_started[next % THREADS] = pthread_create(id, NULL, work, (void *) next) == 0;
        if (!is_started[next % THREADS]) work((void *) next); /* a thread needs memory of ours too */
    }
}

/* After the system's refusals: the memory of all that was freed serves, and nothing is damaged. */
static void recover(void) {
    static int64_t faults[64];
    last_failing = 0;
    for (int i = 0; i < SHARED; i++) discard(shared[i]);
    EXPECT(ashlar_test_segment_verify(ashlar_root_address(), (int64_t) faults, 8) == 0);
    for (size_t bytes = 32; bytes < 8 << 20; bytes += bytes / 2) {
        struct block *block = malloc(bytes);
        EXPECT(block != NULL);
        discard(fill(block, bytes, 5));
    }
    ashlar_collect();
    EXPECT(ashlar_test_segment_verify(ashlar_root_address(), (int64_t) faults, 8) == 0);
    EXPECT(number(ROW_TOTAL, DIRTY) == 0);
    struct use use = in_use();
    /* What libc keeps for its threads is in use, and no more. */
    EXPECT(sum(use.blocks) < 20 && use.blocks[ROW_LARGE] == 0);
}

enum { FAILED = 0, NOTHING_FAILED = 3 };

static int run(void) {
    EXPECT(calls == 0 && number(ROW_TOTAL, RESERVED) == 0); /* the very first call is counted */
    alarm(60);
    run_threads();
    long refused = failed;
    recover();
    return refused > 0 ? FAILED : NOTHING_FAILED;
}

/* In a process of its own; whether a call failed. */
static int run_apart(const char *what, long which) {
    pid_t child = fork();
    if (child == 0) _exit(run());
    int status;
    EXPECT(child > 0 && waitpid(child, &status, 0) == child);
    if (WIFEXITED(status) && WEXITSTATUS(status) == FAILED) return 1;
    if (WIFEXITED(status) && WEXITSTATUS(status) == NOTHING_FAILED) return 0;
    struct line line = {0};
    line_text(&line, what);
    line_number(&line, (uint64_t) which, 10);
    line_text(&line, " failing, random numbers ");
    line_number(&line, seed, 10);
    line_text(&line, ": status ");
    line_number(&line, (uint64_t) status, 10);
    line_write(&line, 2);
    exit(1);
}

static void fail_each(long length) {
    long runs = 0;
    do {
        first_failing = ++runs;
        last_failing = first_failing + length - 1;
    } while (run_apart("call ", first_failing));
    EXPECT(runs > 50);
}

static void fail_kinds(long first) {
    first_failing = first;
    last_failing = INT64_MAX;
    for (failing_kind = 0; failing_kind < COUNT_KINDS; failing_kind++)
        EXPECT(run_apart("function ", failing_kind) || first > 1);
    failing_kind = COUNT_KINDS;
}

int main(int count, char **arguments) {
    EXPECT(count == 4);
    long calls_or_first = atol(arguments[2]), times = atol(arguments[3]);
    for (seed = 1; seed <= (uint64_t) times; seed++) {
        if (is_equal(arguments[1], "each")) fail_each(calls_or_first);
        else fail_kinds(calls_or_first);
    }
    return 0;
}
