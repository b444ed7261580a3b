/*
 * What a library learns when it is loaded, and the tables that it prints when the program ends.
 */
#ifndef ASHLAR_STARTUP_H
#define ASHLAR_STARTUP_H

#include "export.h"
#include "options.h"
#include "report.h"

#ifdef _WIN32

static char program[MAX_PATH];

static void learn(void) {
    GetModuleFileNameA(NULL, program, sizeof program - 1);
    char *environment = GetEnvironmentStringsA();
    if (environment == NULL) return;
    for (const char *entry = environment; *entry != 0; entry += strlen(entry) + 1) read_if_ours(entry);
    FreeEnvironmentStringsA(environment);
}

/* What a library does first and last. The loader calls this before and after all others in it, and for each thread. */
#define LIBRARY(begin, end, thread_ends) \
    static void NTAPI at_loader(PVOID module, DWORD reason, PVOID reserved) { \
        (void) module, (void) reserved; \
        if (reason == DLL_PROCESS_ATTACH) learn(), begin(); \
        else if (reason == DLL_THREAD_DETACH) thread_ends(); \
        else if (reason == DLL_PROCESS_DETACH) end(); \
    } \
    static const PIMAGE_TLS_CALLBACK loader_calls __attribute__((section(".CRT$XLY"), used)) = at_loader;

/* For a heap that keeps nothing for a thread. */
INNER void no_matter(void) {}

#else

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

/*
 * What a library does first and last. malloc works before. It is linked with initfirst, so that no other library's constructor is
 * before ours, and our handlers are the last before a fork and the first after it.
 */
#define LIBRARY(begin, end, thread_ends) \
    __attribute__((constructor)) static void at_start(int argc, char **argv, char **environment) { \
        learn(argc, argv, environment); \
        begin(); \
    } \
    __attribute__((destructor)) static void at_end(void) { end(); }

#endif

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
