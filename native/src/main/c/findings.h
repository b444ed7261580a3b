/*
 * What the guarded heap found to be wrong, as text: whose block it is, and where in the program that was.
 */
#ifndef ASHLAR_FINDINGS_H
#define ASHLAR_FINDINGS_H

#ifndef _WIN32
#include <dlfcn.h>
#endif

#include "export.h"
#include "options.h"
#include "report.h"
#include "stacks.h"

enum { UNKNOWN = -1, ROOM = 8 };

/* dev.ashlar.core.guarded.Findings */
struct findings {
    int64_t words[2 + 8 * ROOM];
};

enum value { ADDRESS, PAYLOAD, REQUESTED, DISTANCE, ALLOC_SITE, FREE_SITE, GIVEN };

static const char *rule_name(int rule) {
    static const char *const names[] = {"overflow", "underflow", "write-after-free", "wrong-size", "wrong-alignment", "header", "use-after-free"};
    return rule < 60 ? rule_names[rule] : names[rule - 60];
}

/* What is known of an address in the program's code. */
struct place {
    const char *symbol; /* NULL: not known */
    int64_t symbol_start;
    const char *file; /* NULL: it is in no file's code */
    int64_t file_start;
    char room[160]; /* for the name of the file */
};

#ifdef _WIN32 /* where names of functions are in files apart */

static void find_place(int64_t site, struct place *place) {
    const DWORD how = GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT;
    HMODULE module;
    if (!GetModuleHandleExA(how, (const char *) site, &module)) return;
    GetModuleFileNameA(module, place->room, sizeof place->room - 1);
    place->file = place->room;
    place->file_start = (int64_t) module;
}

#else

static void find_place(int64_t site, struct place *place) {
    Dl_info info = {0};
    if (dladdr((void *) site, &info) == 0 || info.dli_fname == NULL) return;
    place->symbol = info.dli_sname;
    place->symbol_start = (int64_t) info.dli_saddr;
    place->file = info.dli_fname;
    place->file_start = (int64_t) info.dli_fbase;
}

#endif

/* "main+0x1f (./program+0x11ef)", behind what the line has. */
static void print_frame(struct line begun, int64_t site) {
    struct line line = begun;
    struct place place = {0};
    find_place(site, &place);
    if (place.file == NULL) {
        line_address(&line, site);
    } else {
        if (place.symbol != NULL) {
            line_text(&line, place.symbol);
            line_text(&line, "+0x");
            line_number(&line, (uint64_t) (site - place.symbol_start), 16);
            line_text(&line, " ");
        }
        line_text(&line, "(");
        line_text(&line, place.file);
        line_text(&line, "+0x");
        line_number(&line, (uint64_t) (site - place.file_start), 16);
        line_text(&line, ")");
    }
    line_write(&line, 2);
}

/* "  allocated by " and a frame; of a stack the others in lines of their own. */
static void print_site(const char *what, int64_t site) {
    int64_t stack = (site & IS_STACK) != 0 ? site & ~IS_STACK : 0;
    struct line line = {0};
    line_text(&line, what);
    print_frame(line, stack != 0 ? ashlar_stack_frame(stack, 0) : site);
    int64_t count = stack != 0 ? ashlar_stack_count(stack) : 1;
    for (line.length = 0; what[line.length] == ' '; line.length++) continue; /* as far in as the first */
    line_text(&line, "  from ");
    for (int64_t i = 1; i < count; i++) print_frame(line, ashlar_stack_frame(stack, i));
}

/* "  3 bytes behind the block of 100 bytes at 0x7f0012345670" */
static void print_block(int64_t payload, int64_t requested, int64_t distance) {
    struct line line = {0};
    line_text(&line, "  ");
    if (distance < 0) {
        line_number(&line, (uint64_t) -distance, 10);
        line_text(&line, distance == -1 ? " byte before " : " bytes before ");
    } else if (distance == requested && distance != 0) {
        line_text(&line, "right behind ");
    } else if (distance > requested) {
        line_number(&line, (uint64_t) (distance - requested), 10);
        line_text(&line, distance - requested == 1 ? " byte behind " : " bytes behind ");
    } else if (distance > 0) {
        line_number(&line, (uint64_t) distance, 10);
        line_text(&line, distance == 1 ? " byte inside " : " bytes inside ");
    }
    line_text(&line, "the block of ");
    line_number(&line, (uint64_t) requested, 10);
    line_text(&line, requested == 1 ? " byte at " : " bytes at ");
    line_address(&line, payload);
    line_write(&line, 2);
}

static int64_t value(struct findings *findings, int64_t index, enum value which) {
    return ashlar_findings_value((int64_t) findings, index, (int32_t) which);
}

static void print_finding(const char *function, struct findings *findings, int64_t index) {
    int rule = ashlar_findings_rule((int64_t) findings, index);
    int64_t payload = value(findings, index, PAYLOAD);
    int64_t given = value(findings, index, GIVEN);
    struct line line = {0};
    line_text(&line, "ashlar: ");
    line_text(&line, function);
    line_text(&line, ": ");
    line_text(&line, rule_name(rule));
    line_text(&line, " at ");
    line_address(&line, value(findings, index, ADDRESS));
    if (given != 0) {
        line_text(&line, ", said to be ");
        line_number(&line, (uint64_t) given, 10);
    }
    line_write(&line, 2);
    if (payload == 0) return;
    print_block(payload, value(findings, index, REQUESTED), value(findings, index, DISTANCE));
    print_site("  allocated by ", value(findings, index, ALLOC_SITE));
    if (value(findings, index, FREE_SITE) != 0) print_site("  freed by ", value(findings, index, FREE_SITE));
}

/* Reports what a function of the family found, called from `site`. */
__attribute__((noinline, cold)) static void tell(const char *function, struct findings *findings, int64_t site) {
    if (options.on_error == ON_ERROR_IGNORE) return;
    int64_t count = ashlar_findings_count((int64_t) findings);
    for (int64_t i = 0; i < count && i < ROOM; i++) print_finding(function, findings, i);
    if (count > ROOM) {
        struct line line = {0};
        line_text(&line, "ashlar: and ");
        line_number(&line, (uint64_t) (count - ROOM), 10);
        line_text(&line, " more");
        line_write(&line, 2);
    }
    if (site != 0) print_site("  found by a call from ", site);
    if (options.on_error == ON_ERROR_ABORT) die();
}

INNER void begin_findings(struct findings *findings) { ashlar_findings_open((int64_t) findings, ROOM); }

INNER void end_findings(const char *function, struct findings *findings, int64_t site) {
    if (__builtin_expect(ashlar_findings_count((int64_t) findings) != 0, 0)) tell(function, findings, site);
}

#endif
