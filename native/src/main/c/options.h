/*
 * The ASHLAR_ variables of the environment. getenv is not among the functions that the libraries may use, so the
 * environment is read directly, once, when the library is loaded.
 */
#ifndef ASHLAR_OPTIONS_H
#define ASHLAR_OPTIONS_H

#include "report.h"

enum on_error { ON_ERROR_IGNORE, ON_ERROR_REPORT, ON_ERROR_ABORT };

/* Which options a library has beyond those that all have, and what a misuse ends in unless the user says otherwise. */
#ifdef ASHLAR_SEGMENT
enum { HAS_HISTORY = 0, HAS_PAGES = 1, HAS_GUARDS = 0, HAS_STEPS = 0, DEFAULT_ON_ERROR = ON_ERROR_ABORT };
#elif defined ASHLAR_GUARDED
enum { HAS_HISTORY = 0, HAS_PAGES = 0, HAS_GUARDS = 1, HAS_STEPS = 0, DEFAULT_ON_ERROR = ON_ERROR_ABORT };
#elif defined ASHLAR_GROWING
enum { HAS_HISTORY = 0, HAS_PAGES = 0, HAS_GUARDS = 0, HAS_STEPS = 0, DEFAULT_ON_ERROR = ON_ERROR_ABORT };
#elif defined ASHLAR_LADDER
enum { HAS_HISTORY = 0, HAS_PAGES = 0, HAS_GUARDS = 0, HAS_STEPS = 1, DEFAULT_ON_ERROR = ON_ERROR_ABORT };
#else
enum { HAS_HISTORY = 1, HAS_PAGES = 0, HAS_GUARDS = 0, HAS_STEPS = 0, DEFAULT_ON_ERROR = ON_ERROR_IGNORE };
#endif

#if defined ASHLAR_SEGMENT && !defined ASHLAR_DUMP
enum { HAS_DUMP = 0 };
#else
enum { HAS_DUMP = 1 };
#endif

#if defined __GLIBC__ || defined _WIN32 /* see stacks.h */
enum { HAS_STACKS = HAS_GUARDS };
#else
enum { HAS_STACKS = 0 };
#endif

enum { LAST_STEP = 8, MOST_ARENAS = 8 }; /* dev.ashlar.core.ladder.Ladder */

static const char *const steps[] = {"", "bump", "header", "list", "split", "merge", "map", "bins", "arenas"};

static struct {
    int stats; /* descriptor for the summary at exit; 0 for none */
    enum on_error on_error;
    int scribble;
    int64_t limit;
    int64_t history;
    int huge_pages;
    int purge_thread;
    int64_t address;
    int64_t quarantine;
    int leaks;
    int64_t stacks; /* frames to keep of whoever allocates and frees; 0: none but the caller's */
    int64_t fence; /* one of so many blocks ends at a page that nobody may touch; 0: none; -1: nobody has said */
    int dump; /* a format of dump.h */
    int dump_to; /* descriptor */
    int step; /* dev.ashlar.core.ladder.Ladder */
    int best_fit;
    int64_t map_threshold;
    int64_t arenas;
} options = {.on_error = (enum on_error) DEFAULT_ON_ERROR, .quarantine = 1 << 20, .fence = -1, .dump = -1, .step = LAST_STEP, .arenas = MOST_ARENAS};

enum { MOST_STACK_FRAMES = 64 }; /* dev.ashlar.core.guarded.Stacks */

static int is_equal(const char *left, const char *right) {
    while (*left != 0 && *left == *right) left++, right++;
    return *left == *right;
}

/* What follows `name` and "=" in `entry`; NULL if it is about something else. */
static const char *value_of(const char *entry, const char *name) {
    while (*name != 0 && *entry == *name) entry++, name++;
    return *name == 0 && *entry == '=' ? entry + 1 : NULL;
}

/* A whole number with an optional suffix K, M or G; -1 if `text` is anything else. */
static int64_t parse_number(const char *text) {
    int64_t value = 0;
    if (*text < '0' || *text > '9') return -1;
    for (; *text >= '0' && *text <= '9'; text++)
        if (__builtin_mul_overflow(value, 10, &value) || __builtin_add_overflow(value, *text - '0', &value)) return -1;
    int shift = *text == 'K' ? 10 : *text == 'M' ? 20 : *text == 'G' ? 30 : 0;
    if (shift != 0) text++;
    if (*text != 0 || value > INT64_MAX >> shift) return -1;
    return value << shift;
}

static void complain(const char *entry, const char *what) {
    struct line line = {0};
    line_text(&line, "ashlar: ");
    line_text(&line, entry);
    line_text(&line, what);
    line_write(&line, 2);
}

static int parse_switch(const char *value, int *into) {
    if (!is_equal(value, "0") && !is_equal(value, "1")) return 0;
    *into = value[0] == '1';
    return 1;
}

static int parse_on_error(const char *value) {
    if (is_equal(value, "ignore")) options.on_error = ON_ERROR_IGNORE;
    else if (is_equal(value, "report")) options.on_error = ON_ERROR_REPORT;
    else if (is_equal(value, "abort")) options.on_error = ON_ERROR_ABORT;
    else return 0;
    return 1;
}

static int parse_stats(const char *value) {
    int64_t descriptor = parse_number(value);
    if (descriptor < 0 || descriptor > INT32_MAX) return 0;
    options.stats = descriptor == 1 ? 2 : (int) descriptor;
    return 1;
}

static int parse_amount(const char *value, int64_t *into) {
    int64_t amount = parse_number(value);
    if (amount < 0) return 0;
    *into = amount;
    return 1;
}

static int parse_up_to(const char *value, int64_t most, int64_t *into) {
    int64_t amount;
    if (!parse_amount(value, &amount) || amount > most) return 0;
    *into = amount;
    return 1;
}

/* FORMAT, or FORMAT:DESCRIPTOR. */
static int parse_dump(const char *value) {
    static const char *const formats[] = {"text", "color", "json", "svg"};
    for (int format = 0; format < 4; format++) {
        int length = 0;
        while (formats[format][length] != 0 && formats[format][length] == value[length]) length++;
        if (formats[format][length] != 0 || (value[length] != 0 && value[length] != ':')) continue;
        int64_t descriptor = value[length] == 0 ? 2 : parse_number(value + length + 1);
        if (descriptor < 1 || descriptor > INT32_MAX) return 0;
        options.dump = format;
        options.dump_to = (int) descriptor;
        return 1;
    }
    return 0;
}

static int parse_step(const char *value) {
    for (int step = 1; step <= LAST_STEP; step++) {
        if (!is_equal(value, steps[step])) continue;
        options.step = step;
        return 1;
    }
    return 0;
}

static int parse_fit(const char *value) {
    options.best_fit = is_equal(value, "best");
    return options.best_fit || is_equal(value, "first");
}

/* 0, 1 or 1/N. */
static int parse_share(const char *value, int64_t *every) {
    if (value[0] == '1' && value[1] == '/') return parse_amount(value + 2, every) && *every > 0;
    int all;
    if (!parse_switch(value, &all)) return 0;
    *every = all;
    return 1;
}

static int hex_digit(char digit) {
    if (digit >= '0' && digit <= '9') return digit - '0';
    if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
    return digit >= 'A' && digit <= 'F' ? digit - 'A' + 10 : -1;
}

/* 0x and an address that a program can have. */
static int parse_address(const char *value, int64_t *into) {
    int64_t address = 0;
    if (value[0] != '0' || value[1] != 'x' || value[2] == 0) return 0;
    for (const char *at = value + 2; *at != 0; at++) {
        if (hex_digit(*at) < 0 || address >> 43 != 0) return 0;
        address = address << 4 | hex_digit(*at);
    }
    *into = address;
    return 1;
}

static void read_option(const char *entry) {
    const char *value;
    if ((value = value_of(entry, "ASHLAR_STATS")) != NULL) {
        if (!parse_stats(value)) complain(entry, ": 1 for stderr or a descriptor is expected; ignored");
    } else if ((value = value_of(entry, "ASHLAR_ON_ERROR")) != NULL) {
        if (!parse_on_error(value)) complain(entry, ": abort, report or ignore is expected; ignored");
    } else if ((value = value_of(entry, "ASHLAR_SCRIBBLE")) != NULL) {
        if (!parse_switch(value, &options.scribble)) complain(entry, ": 0 or 1 is expected; ignored");
    } else if (HAS_DUMP && (value = value_of(entry, "ASHLAR_DUMP")) != NULL) {
        if (!parse_dump(value)) complain(entry, ": text, color, json or svg is expected, and :DESCRIPTOR may follow; ignored");
    } else if ((value = value_of(entry, "ASHLAR_LIMIT")) != NULL) {
        if (!parse_amount(value, &options.limit)) complain(entry, ": a number of bytes is expected; ignored");
    } else if (HAS_PAGES && (value = value_of(entry, "ASHLAR_HUGE_PAGES")) != NULL) {
        if (!parse_switch(value, &options.huge_pages)) complain(entry, ": 0 or 1 is expected; ignored");
    } else if (HAS_PAGES && (value = value_of(entry, "ASHLAR_PURGE_THREAD")) != NULL) {
        if (!parse_switch(value, &options.purge_thread)) complain(entry, ": 0 or 1 is expected; ignored");
    } else if (HAS_PAGES && (value = value_of(entry, "ASHLAR_ADDRESS")) != NULL) {
        if (!parse_address(value, &options.address)) complain(entry, ": 0x and an address below 0x800000000000 is expected; ignored");
    } else if (HAS_GUARDS && (value = value_of(entry, "ASHLAR_QUARANTINE")) != NULL) {
        if (!parse_amount(value, &options.quarantine)) complain(entry, ": a number of bytes is expected; ignored");
    } else if (HAS_GUARDS && (value = value_of(entry, "ASHLAR_GUARD")) != NULL) {
        if (!parse_share(value, &options.fence)) complain(entry, ": 0, 1 or 1/N is expected; ignored");
    } else if (HAS_STACKS && (value = value_of(entry, "ASHLAR_STACKS")) != NULL) {
        if (!parse_up_to(value, MOST_STACK_FRAMES, &options.stacks)) complain(entry, ": a number up to 64 is expected; ignored");
    } else if (HAS_GUARDS && (value = value_of(entry, "ASHLAR_LEAKS")) != NULL) {
        if (!parse_switch(value, &options.leaks)) complain(entry, ": 0 or 1 is expected; ignored");
    } else if (HAS_STEPS && (value = value_of(entry, "ASHLAR_HEAP")) != NULL) {
        if (!parse_step(value)) complain(entry, ": bump, header, list, split, merge, map, bins or arenas is expected; ignored");
    } else if (HAS_STEPS && (value = value_of(entry, "ASHLAR_FIT")) != NULL) {
        if (!parse_fit(value)) complain(entry, ": first or best is expected; ignored");
    } else if (HAS_STEPS && (value = value_of(entry, "ASHLAR_MAP_THRESHOLD")) != NULL) {
        if (!parse_amount(value, &options.map_threshold)) complain(entry, ": a number of bytes is expected; ignored");
    } else if (HAS_STEPS && (value = value_of(entry, "ASHLAR_ARENAS")) != NULL) {
        if (!parse_up_to(value, MOST_ARENAS, &options.arenas) || options.arenas == 0) {
            options.arenas = MOST_ARENAS;
            complain(entry, ": a number from 1 to 8 is expected; ignored");
        }
    } else if (HAS_HISTORY && (value = value_of(entry, "ASHLAR_HISTORY")) != NULL) {
        if (!parse_amount(value, &options.history)) complain(entry, ": a number of entries is expected; ignored");
    } else {
        complain(entry, ": no such option; ignored");
    }
}

static void read_if_ours(const char *entry) {
    static const char prefix[] = "ASHLAR_";
    int at = 0;
    while (prefix[at] != 0 && entry[at] == prefix[at]) at++;
    if (prefix[at] == 0) read_option(entry);
}

#ifndef _WIN32
extern char **environ;

static void read_options(char **environment) {
    for (char **entry = environment; entry != NULL && *entry != NULL; entry++) read_if_ours(*entry);
}
#endif

#endif
