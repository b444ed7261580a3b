/*
 * What a library learns when it is loaded, and the tables that it prints when the program ends.
 */
#ifndef ASHLAR_STARTUP_H
#define ASHLAR_STARTUP_H

#include "options.h"
#include "report.h"

static const char *program = "";

/*
 * For a constructor, with its arguments: libc has not set environ when the first one runs, but glibc passes it what main
 * gets.
 */
static void learn(int argc, char **argv, char **environment) {
#ifdef __GLIBC__
    if (argc > 0 && argv[0] != NULL) program = argv[0];
#else
    (void) argc, (void) argv;
    environment = environ;
#endif
    read_options(environment);
}

static void table_title(int descriptor, const char *heap) {
    struct line line = {0};
    line_text(&line, "ashlar: ");
    line_text(&line, heap);
    line_text(&line, " heap of ");
    line_text(&line, program);
    line_write(&line, descriptor);
}

__attribute__((unused)) static void table_row(int descriptor, const char *name, const char *const *labels, int64_t (*value)(int32_t), int count) {
    struct line line = {0};
    line_text(&line, name);
    for (int i = 0; i < count; i++) {
        line_text(&line, labels[i]);
        line_column(&line, (uint64_t) value(i), 11);
    }
    line_write(&line, descriptor);
}

#endif
