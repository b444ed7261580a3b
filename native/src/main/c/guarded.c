/*
 * The guarded heap as a malloc: the family, the reports of what it finds, fork, and what is said at exit. All allocation,
 * and all that is found, happens in dev.ashlar.core.guarded, compiled from Java above this file.
 */

#include "export.h"
#include "startup.h"

#ifndef _WIN32
#include <ucontext.h>
#endif

#include "ashlar_guarded.h"
#include "findings.h"
#include "shortage.h"

INNER int64_t guarded_aligned_alloc(int64_t alignment, int64_t bytes) {
    struct findings findings;
    begin_findings(&findings);
    int64_t site = SITE;
    int64_t payload = ashlar_guarded_allocate(alignment, bytes, site, (int64_t) &findings);
    end_findings("malloc", &findings, site);
    if (__builtin_expect(payload == 0, 0)) tell_shortage("malloc", bytes, site);
    return payload;
}

INNER int64_t guarded_calloc(int64_t count, int64_t bytes) {
    struct findings findings;
    begin_findings(&findings);
    int64_t site = SITE;
    int64_t payload = ashlar_guarded_calloc(count, bytes, site, (int64_t) &findings);
    end_findings("calloc", &findings, site);
    if (__builtin_expect(payload == 0, 0)) tell_shortage("calloc", product(count, bytes), site);
    return payload;
}

INNER int64_t guarded_realloc(int64_t pointer, int64_t bytes) {
    struct findings findings;
    begin_findings(&findings);
    int64_t site = SITE;
    int64_t payload = ashlar_guarded_realloc(pointer, bytes, site, (int64_t) &findings);
    end_findings("realloc", &findings, site);
    int is_live = pointer == 0 || payload != 0 || ashlar_guarded_rule_against(pointer) == 0;
    if (__builtin_expect(payload == 0 && is_live, 0)) tell_shortage("realloc", bytes, site);
    return payload;
}

INNER void guarded_free(const char *function, void *pointer, int64_t bytes, size_t alignment) {
    struct findings findings;
    begin_findings(&findings);
    int64_t site = SITE;
    ashlar_guarded_free((int64_t) pointer, bytes, alignment == 0 ? UNKNOWN : (int64_t) alignment, site, (int64_t) &findings);
    end_findings(function, &findings, site);
}

/* What realloc refused has been told already. */
INNER void misused(const char *function, int rule, void *pointer) { (void) function, (void) rule, (void) pointer; }
INNER int guarded_rule_against(int64_t pointer) { return ashlar_guarded_rule_against(pointer); }
INNER int64_t guarded_usable_bytes(int64_t pointer) { return ashlar_guarded_usable_bytes(pointer); }

#define CORE(name) guarded_##name
#define OWN_REPORTS
#define FREE_SIZED(pointer, bytes, alignment) guarded_free("free_sized", pointer, (int64_t) (bytes), alignment)
#include "family.h"

EXPORT void *malloc(size_t bytes) {
    void *payload = (void *) guarded_aligned_alloc(1, (int64_t) bytes);
    return __builtin_expect(payload != NULL, 1) ? payload : null_with(ENOMEM);
}

EXPORT void free(void *pointer) { guarded_free("free", pointer, UNKNOWN, 0); }

INNER int64_t guarded_hold(void) { return ashlar_guarded_hold(); }
INNER void guarded_let_go(int64_t held) { ashlar_guarded_let_go(held); }
INNER int guarded_next_piece(int64_t held, int64_t piece) { return ashlar_guarded_next_piece(held, piece); }

#define DUMP_TITLE "guarded"
#include "dump.h"

/* <ashlar_guarded.h> */

static size_t check(const char *function, int64_t site) {
    struct findings findings;
    begin_findings(&findings);
    ashlar_guarded_check_all((int64_t) &findings);
    end_findings(function, &findings, site);
    return (size_t) ashlar_findings_count((int64_t) &findings);
}

EXPORT size_t ashlar_check_all(void) { return check("ashlar_check_all", SITE); }

/* The summary at exit. */

static void print_stats(void) {
    static const char *const totals[] = {"blocks", "  bytes", "  in quarantine", "  committed", "  at most"};
    static const char *const calls[] = {"reserve", "  commit ", "  decommit", "  protect", "  release"};
    table_title(options.stats, "guarded");
    table_row(options.stats, "  live          ", totals, ashlar_guarded_total, 5);
    table_row(options.stats, "  system calls  ", calls, ashlar_guarded_system_calls, 5);
}

/* Faults: a touch of what a fence forbids is told, then the program dies of it as it would have, or its own handler runs. */

/* Tells what a fault at `address` of an instruction was, if it was in a fence. */
static void tell_fault(int64_t address, int64_t instruction) {
    struct findings findings;
    begin_findings(&findings);
    if (options.on_error == ON_ERROR_IGNORE || !ashlar_guarded_touched(address, (int64_t) &findings)) return;
    print_finding("fault", &findings, 0);
    print_site("  touched by ", instruction);
}

#ifdef _WIN32

static LONG CALLBACK at_fault(EXCEPTION_POINTERS *fault) {
    const EXCEPTION_RECORD *record = fault->ExceptionRecord;
    if (record->ExceptionCode == EXCEPTION_ACCESS_VIOLATION)
        tell_fault((int64_t) record->ExceptionInformation[1], (int64_t) record->ExceptionAddress);
    return EXCEPTION_CONTINUE_SEARCH;
}

static void watch_faults(void) { AddVectoredExceptionHandler(1, at_fault); }

#else

static struct sigaction formerly;

static int64_t instruction(void *context) {
#if defined __linux__ && defined __x86_64__
    return ((ucontext_t *) context)->uc_mcontext.gregs[REG_RIP];
#elif defined __linux__ && defined __aarch64__
    return (int64_t) ((ucontext_t *) context)->uc_mcontext.pc;
#else
    return (void) context, 0;
#endif
}

static void at_fault(int signal, siginfo_t *information, void *context) {
    (void) signal;
    tell_fault((int64_t) information->si_addr, instruction(context));
    sigaction(SIGSEGV, &formerly, NULL); /* and the instruction runs again */
}

static void watch_faults(void) {
    struct sigaction action = {.sa_flags = SA_SIGINFO | SA_ONSTACK, .sa_sigaction = at_fault};
    sigaction(SIGSEGV, &action, &formerly);
}

#endif

/* What is live at exit, by who allocated it: the sites with the most bytes. */

enum { MOST_SITES = 20 };
enum leak { LEAK_SITES, LEAK_SITE, LEAK_BLOCKS, LEAK_BYTES, LEAK_PAYLOAD };

static void print_leak(int64_t leaks, int64_t index) {
    struct line line = {0};
    line_column(&line, (uint64_t) ashlar_leaks_value(leaks, index, LEAK_BYTES), 11);
    line_text(&line, " bytes in ");
    line_number(&line, (uint64_t) ashlar_leaks_value(leaks, index, LEAK_BLOCKS), 10);
    line_text(&line, ashlar_leaks_value(leaks, index, LEAK_BLOCKS) == 1 ? " block, at " : " blocks, one at ");
    line_address(&line, ashlar_leaks_value(leaks, index, LEAK_PAYLOAD));
    line_write(&line, 2);
    print_site("              allocated by ", ashlar_leaks_value(leaks, index, LEAK_SITE));
}

static void print_leaks(void) {
    int64_t leaks = ashlar_guarded_leaks();
    if (leaks == 0) return;
    int64_t sites = ashlar_leaks_value(leaks, 0, LEAK_SITES);
    struct line line = {0};
    line_text(&line, "ashlar: exit: ");
    line_number(&line, (uint64_t) ashlar_guarded_total(1), 10);
    line_text(&line, " bytes in ");
    line_number(&line, (uint64_t) ashlar_guarded_total(0), 10);
    line_text(&line, " blocks were not freed, allocated in ");
    line_number(&line, (uint64_t) sites, 10);
    line_text(&line, sites == 1 ? " place" : " places");
    line_write(&line, 2);
    int64_t index;
    for (int i = 0; i < MOST_SITES && (index = ashlar_leaks_largest(leaks)) >= 0; i++) {
        print_leak(leaks, index);
        ashlar_leaks_forget(leaks, index);
    }
    ashlar_guarded_close_leaks(leaks);
}

static void left_alone(void) { ashlar_guarded_after_fork_in_child(); }

/*
 * Unless the user says otherwise, few blocks are fenced: to read one after it was freed is found by nothing else, and they cost
 * next to nothing. A touch of a fence ends the program, so only where a finding does.
 */
enum { USUAL_FENCE = 1024, USUAL_MOST_FENCES = 1024 };

static void begin(void) {
    int64_t most_fences = options.fence < 0 ? USUAL_MOST_FENCES : 0;
    if (options.fence < 0) options.fence = options.on_error == ON_ERROR_ABORT ? USUAL_FENCE : 0;
    ashlar_guarded_configure(options.scribble, options.limit, options.quarantine, options.fence, most_fences);
    if (options.fence != 0) watch_faults();
    at_fork(NULL, NULL, left_alone);
}

static void end(void) {
    if (is_alone) left_alone();
    if (options.leaks) print_leaks();
    check("exit", 0);
    if (options.stats != 0) print_stats();
    dump_at_exit();
}

LIBRARY(begin, end, no_matter)
