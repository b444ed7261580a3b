/*
 * The segment heap as a malloc: the family, glibc's questions about it, the heaps of <ashlar.h>, the ends of threads,
 * fork, and what is said at exit. All allocation happens in dev.ashlar.core.segment, compiled from Java above this file.
 */

#define CORE(name) ashlar_segment_##name
#include "family.h"
#include "startup.h"

#include "ashlar.h"
#include "thread_exit.h"

#ifndef _WIN32 /* here, since a function that is declared again under the pragma below is compiled by it */
#include <malloc.h>
#include <stdio.h>
#endif

/* The fast paths are these few lines; what they could not do is done out of line, so that they need no stack. */

__attribute__((noinline)) static void *malloc_slow(size_t bytes) {
    void *payload = (void *) ashlar_segment_malloc_slow((int64_t) bytes);
    return payload != NULL ? payload : null_with(ENOMEM);
}

EXPORT __attribute__((flatten)) void *malloc(size_t bytes) {
    void *payload = (void *) ashlar_segment_try_malloc((int64_t) bytes);
    return __builtin_expect(payload != NULL, 1) ? payload : malloc_slow(bytes);
}

__attribute__((noinline)) static void free_slow(void *pointer) {
    int rule = ashlar_segment_free_slow((int64_t) pointer);
    if (rule != 0) misused("free", rule, pointer);
}

__attribute__((noinline)) static void free_emptied(void *pointer) { ashlar_segment_emptied((int64_t) pointer); }

__attribute__((noinline, flatten)) static void free_other(void *pointer) {
    int done = ashlar_segment_try_free_other((int64_t) pointer);
    if (__builtin_expect(done == 0, 1)) return;
    if (done == 1) free_emptied(pointer);
    else free_slow(pointer);
}

static inline void free_fast(void *pointer) {
    int done = ashlar_segment_try_free((int64_t) pointer);
    if (__builtin_expect(done == 0, 1)) return;
    if (done == 1) free_emptied(pointer);
    else free_other(pointer);
}

EXPORT __attribute__((flatten)) void free(void *pointer) { free_fast(pointer); }

#include "operators.h"

/* What follows is asked for now and then, and had better be small. */
#ifndef __clang__
#pragma GCC optimize("Os")
#endif

/* Rows and columns of SegmentStats. */
enum { ROW_LARGE = ASHLAR_CLASSES, ROW_TOTAL, COUNT_ROWS = ROW_TOTAL };
enum { SLOT_BYTES, PAGES, PEAK_PAGES, OPENED, REMOTE, SAMPLED, REQUESTED, PAGE_BYTES, PURGED_BYTES };
enum { COMMITTED, PEAK_COMMITTED, DIRTY, PURGED, RESERVED, LIMIT, CALLS = 8 };

static int64_t number(int row, int column) { return ashlar_segment_statistic(row, column); }

/* Memory in use, from a walk over all pages: bytes and blocks of one row, or of all. */

struct use {
    int64_t blocks[COUNT_ROWS];
    int64_t bytes[COUNT_ROWS];
};

static struct use in_use(void) {
    struct use use = {{0}, {0}};
    ashlar_segment_use((int64_t) use.blocks, (int64_t) use.bytes);
    return use;
}

static int64_t sum(const int64_t *values) {
    int64_t total = 0;
    for (int i = 0; i < COUNT_ROWS; i++) total += values[i];
    return total;
}

/* <ashlar.h> */

EXPORT ashlar_heap *ashlar_heap_new(void) {
    int64_t heap = ashlar_segment_heap_new();
    return heap != 0 ? (ashlar_heap *) heap : null_with(ENOMEM);
}

/* Whether a heap is one; a line and EINVAL if not. */
static int is_heap(const char *function, ashlar_heap *heap) {
    if (ashlar_segment_is_own_heap((int64_t) heap)) return 1;
    misused(function, 5, heap);
    errno = EINVAL;
    return 0;
}

static void *or_no_memory(int64_t payload) { return payload != 0 ? (void *) payload : null_with(ENOMEM); }

EXPORT void *ashlar_heap_malloc(ashlar_heap *heap, size_t bytes) {
    if (!is_heap("ashlar_heap_malloc", heap)) return NULL;
    return or_no_memory(ashlar_segment_heap_malloc((int64_t) heap, (int64_t) bytes));
}

EXPORT void *ashlar_heap_calloc(ashlar_heap *heap, size_t count, size_t bytes) {
    if (!is_heap("ashlar_heap_calloc", heap)) return NULL;
    return or_no_memory(ashlar_segment_heap_calloc((int64_t) heap, (int64_t) count, (int64_t) bytes));
}

EXPORT void *ashlar_heap_aligned_alloc(ashlar_heap *heap, size_t alignment, size_t bytes) {
    if (!is_heap("ashlar_heap_aligned_alloc", heap)) return NULL;
    if (!is_power_of_two(alignment)) return null_with(EINVAL);
    if (alignment > INT64_MAX) return null_with(ENOMEM);
    return or_no_memory(ashlar_segment_heap_aligned_alloc((int64_t) heap, (int64_t) alignment, (int64_t) bytes));
}

EXPORT void *ashlar_heap_realloc(ashlar_heap *heap, void *pointer, size_t bytes) {
    if (pointer == NULL) return ashlar_heap_malloc(heap, bytes);
    int rule = ashlar_segment_rule_against((int64_t) pointer);
    if (rule == 0 && ashlar_segment_heap_of((int64_t) pointer) != (int64_t) heap) rule = 4;
    if (rule != 0) {
        misused("ashlar_heap_realloc", rule, pointer);
        return null_with(EINVAL);
    }
    return realloc(pointer, bytes);
}

EXPORT void ashlar_heap_free(ashlar_heap *heap, void *pointer) {
    if (pointer == NULL) return;
    int rule = ashlar_segment_rule_against((int64_t) pointer);
    if (rule == 0 && ashlar_segment_heap_of((int64_t) pointer) != (int64_t) heap) rule = 4;
    if (rule != 0) misused("ashlar_heap_free", rule, pointer);
    else free(pointer);
}

EXPORT void ashlar_heap_destroy(ashlar_heap *heap) {
    if (heap == NULL) return;
    if (is_heap("ashlar_heap_destroy", heap)) ashlar_segment_heap_destroy((int64_t) heap);
}

EXPORT int ashlar_manage_memory(void *memory, size_t bytes, int exclusive) {
    if (memory != NULL && bytes <= INT64_MAX && ashlar_segment_manage((int64_t) memory, (int64_t) bytes, exclusive)) return 0;
    errno = EINVAL;
    return -1;
}

EXPORT int ashlar_walk(ashlar_heap *heap, int (*visit)(void *block, size_t bytes, void *context), void *context) {
    int64_t cursor[5] = {0};
    while (ashlar_segment_walk_next((int64_t) cursor, (int64_t) heap)) {
        int stop = visit((void *) cursor[0], (size_t) cursor[1], context);
        if (stop != 0) return stop;
    }
    return 0;
}

EXPORT void ashlar_stats(struct ashlar_statistics *statistics) {
    struct use use = in_use();
    statistics->live_blocks = (size_t) sum(use.blocks);
    statistics->live_bytes = (size_t) sum(use.bytes);
    statistics->committed_bytes = (size_t) number(ROW_TOTAL, COMMITTED);
    statistics->peak_committed_bytes = (size_t) number(ROW_TOTAL, PEAK_COMMITTED);
    statistics->idle_bytes = (size_t) number(ROW_TOTAL, DIRTY);
    statistics->purged_bytes = (size_t) number(ROW_TOTAL, PURGED);
    statistics->reserved_bytes = (size_t) number(ROW_TOTAL, RESERVED);
    statistics->limit_bytes = (size_t) number(ROW_TOTAL, LIMIT);
}

EXPORT size_t ashlar_collect(void) { return (size_t) ashlar_segment_collect(); }

#ifndef _WIN32 /* where the family has it */
EXPORT size_t ashlar_usable_size(const void *pointer) { return malloc_usable_size((void *) pointer); }
#endif

EXPORT size_t ashlar_good_size(size_t bytes) { return bytes > INT64_MAX ? 0 : (size_t) ashlar_segment_good_size((int64_t) bytes); }

EXPORT void ashlar_set_limit(size_t bytes) { ashlar_segment_limit(bytes > INT64_MAX ? INT64_MAX : (int64_t) bytes); }

/* A cell of the table of statistics, or the dash of an empty one. */
static void line_cell(struct line *line, int64_t value, int width) { line_column(line, (uint64_t) value, width); }

static void print_row(int descriptor, int row, const struct use *use) {
    struct line line = {0};
    int64_t slot = number(row, SLOT_BYTES), sampled = number(row, SAMPLED);
    if (number(row, OPENED) == 0) return;
    if (row == ROW_LARGE) line_text(&line, "   large");
    else line_cell(&line, slot, 8);
    line_cell(&line, use->blocks[row], 11);
    line_cell(&line, use->bytes[row], 14);
    if (row == ROW_LARGE) line_text(&line, "              -");
    else line_cell(&line, number(row, PEAK_PAGES) * number(row, PAGE_BYTES), 15);
    if (row == ROW_LARGE || sampled == 0) line_text(&line, "      -");
    else line_cell(&line, 100 - 100 * number(row, REQUESTED) / (sampled * slot), 7);
    line_cell(&line, number(row, PAGES), 8);
    line_cell(&line, number(row, OPENED), 10);
    line_cell(&line, number(row, REMOTE), 12);
    line_cell(&line, number(row, PURGED_BYTES), 14);
    line_write(&line, descriptor);
}

static void print_total(int descriptor, const char *name, int64_t value) {
    struct line line = {0};
    line_text(&line, name);
    line_cell(&line, value, 14);
    line_write(&line, descriptor);
}

static void print_stats(int descriptor) {
    static const char *const calls[] = {"  reserve", "  commit", "  decommit", "  protect", "  release", "  move"};
    struct use use = in_use();
    struct line line = {0};
    table_title(descriptor, "segment");
    line_text(&line, "    slot       live    live bytes  peak of pages  slack   pages    opened      remote        purged");
    line_write(&line, descriptor);
    for (int row = 0; row <= ROW_LARGE; row++) print_row(descriptor, row, &use);
    print_total(descriptor, "  live bytes     ", sum(use.bytes));
    print_total(descriptor, "  committed      ", number(ROW_TOTAL, COMMITTED));
    print_total(descriptor, "  peak committed ", number(ROW_TOTAL, PEAK_COMMITTED));
    print_total(descriptor, "  idle           ", number(ROW_TOTAL, DIRTY));
    print_total(descriptor, "  purged         ", number(ROW_TOTAL, PURGED));
    print_total(descriptor, "  reserved       ", number(ROW_TOTAL, RESERVED));
    line_text(&line, "  system calls ");
    for (int i = 0; i < 6; i++) {
        line_text(&line, calls[i]);
        line_cell(&line, number(ROW_TOTAL, CALLS + i), 7);
    }
    line_write(&line, descriptor);
}

/* A library of its own has it: this one shall stay below 64 KB. */
#ifdef ASHLAR_DUMP
#define DUMP_TITLE "segment"
#include "dump.h"
#else
static void dump_at_exit(void) {}
#endif

#ifndef _WIN32
#include "glibc.h"
#endif

/* Gives memory back while the program is idle; only if it was asked for. */

#ifdef _WIN32

static DWORD WINAPI purge_now_and_then(PVOID unused) {
    for (; unused == NULL; Sleep(1000)) ashlar_segment_tick();
    return 0;
}

static int start_purge_thread(void) {
    HANDLE thread = CreateThread(NULL, 64 << 10, purge_now_and_then, NULL, STACK_SIZE_PARAM_IS_A_RESERVATION, NULL);
    return thread != NULL && CloseHandle(thread);
}

#else

static void *purge_now_and_then(void *unused) {
    const struct timespec second = {1, 0};
    while (nanosleep(&second, NULL) == 0 || errno == EINTR) ashlar_segment_tick();
    return unused;
}

static int start_purge_thread(void) {
    pthread_t thread;
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before); /* the program's signals are not for it */
    int is_started = pthread_create(&thread, NULL, purge_now_and_then, NULL) == 0;
    if (is_started) pthread_detach(thread);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return is_started;
}

#endif

static void after_fork_in_child(void) { ashlar_segment_after_fork_in_child(); }

static void begin(void) {
    ashlar_segment_set_options(options.scribble | options.huge_pages << 1);
    ashlar_segment_place_at(options.address);
    ashlar_segment_limit(options.limit);
    at_fork(NULL, NULL, after_fork_in_child);
    if (options.purge_thread && !start_purge_thread())
        complain("ASHLAR_PURGE_THREAD=1", ": the thread can't be started; ignored");
}

static void end(void) {
    if (options.stats != 0) print_stats(options.stats);
    dump_at_exit();
}

LIBRARY(begin, end, thread_ends)
