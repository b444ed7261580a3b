/*
 * What the guarded heap says when it has no memory: what was asked for, who refused it, and what is live.
 */
#ifndef ASHLAR_SHORTAGE_H
#define ASHLAR_SHORTAGE_H

#include "findings.h"

/* dev.ashlar.core.guarded.GuardedHeap and Census */
enum { REFUSED_BY_LIMIT = 1, CENSUS_CLASSES = 45, CENSUS_WORDS = 2 * CENSUS_CLASSES };
enum census { CENSUS_MOST_BYTES, CENSUS_BLOCKS, CENSUS_BYTES };
enum total { TOTAL_BLOCKS, TOTAL_BYTES, TOTAL_HELD, TOTAL_MAPPED };

/* A program that takes what it can get is told so often, no more. */
enum { MOST_SHORTAGES = 8 };

static const int64_t larger_than_any = INT64_C(1) << 48; /* Tlsf.MOST_BYTES */

/* What calloc was asked for; -1 if that is beyond all numbers. */
static int64_t product(int64_t count, int64_t bytes) {
    size_t all;
    return __builtin_mul_overflow((size_t) count, (size_t) bytes, &all) || all > INT64_MAX ? -1 : (int64_t) all;
}

static void print_process_limit(int32_t resource, const char *name) {
    int64_t limit = ashlar_getrlimit(resource);
    if (limit == INT64_MAX) return;
    struct line line = {0};
    line_text(&line, "  the process may have ");
    line_number(&line, (uint64_t) limit, 10);
    line_text(&line, name);
    line_write(&line, 2);
}

static void print_refusal(void) {
    struct line line = {0};
    int is_limit = ashlar_guarded_refused_by() == REFUSED_BY_LIMIT;
    line_text(&line, "  the heap has ");
    line_number(&line, (uint64_t) ashlar_guarded_total(TOTAL_MAPPED), 10);
    line_text(&line, is_limit ? " bytes and may have " : " bytes, and the system refuses more");
    if (is_limit) {
        line_number(&line, (uint64_t) options.limit, 10);
        line_text(&line, ": ASHLAR_LIMIT");
    }
    line_write(&line, 2);
    if (is_limit) return;
    print_process_limit(ashlar_rlimit_as(), " bytes of addresses: RLIMIT_AS, ulimit -v");
    print_process_limit(ashlar_rlimit_data(), " bytes of data: RLIMIT_DATA, ulimit -d");
}

static void print_census(void) {
    int64_t census[CENSUS_WORDS];
    struct line line = {0};
    if (!ashlar_guarded_census((int64_t) census)) {
        line_text(&line, "  to a signal handler that interrupted malloc the heap gives nothing");
        line_write(&line, 2);
        return;
    }
    line_text(&line, "  live are ");
    line_number(&line, (uint64_t) ashlar_guarded_total(TOTAL_BYTES), 10);
    line_text(&line, " bytes in ");
    line_number(&line, (uint64_t) ashlar_guarded_total(TOTAL_BLOCKS), 10);
    line_text(&line, ashlar_guarded_total(TOTAL_BLOCKS) == 1 ? " block, in quarantine " : " blocks, in quarantine ");
    line_number(&line, (uint64_t) ashlar_guarded_total(TOTAL_HELD), 10);
    line_text(&line, " bytes");
    line_write(&line, 2);
    for (int size = 0; size < CENSUS_CLASSES; size++) {
        if (ashlar_census_value((int64_t) census, size, CENSUS_BLOCKS) == 0) continue;
        line_column(&line, (uint64_t) ashlar_census_value((int64_t) census, size, CENSUS_BYTES), 15);
        line_text(&line, " bytes in ");
        line_number(&line, (uint64_t) ashlar_census_value((int64_t) census, size, CENSUS_BLOCKS), 10);
        line_text(&line, " of up to ");
        line_number(&line, (uint64_t) ashlar_census_value((int64_t) census, size, CENSUS_MOST_BYTES), 10);
        line_write(&line, 2);
    }
}

/* Says that a function of the family, called from `site`, had no memory. */
__attribute__((noinline, cold)) static void tell_shortage(const char *function, int64_t bytes, int64_t site) {
    static int told;
    if (options.on_error == ON_ERROR_IGNORE || __atomic_fetch_add(&told, 1, __ATOMIC_RELAXED) >= MOST_SHORTAGES) return;
    struct line line = {0};
    line_text(&line, "ashlar: ");
    line_text(&line, function);
    line_text(&line, ": out of memory");
    if (bytes >= 0) {
        line_text(&line, ", ");
        line_number(&line, (uint64_t) bytes, 10);
        line_text(&line, " bytes were asked for");
    }
    line_write(&line, 2);
    print_site("  by a call from ", site);
    if (bytes < 0 || bytes >= larger_than_any) {
        line_text(&line, "  no block is as large");
        line_write(&line, 2);
        return;
    }
    print_refusal();
    print_census();
}

#endif
