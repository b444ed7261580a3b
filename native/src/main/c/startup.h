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

/* The process ends, and all other threads have been stopped wherever they were: nobody opens the locks that they hold. */
static int is_alone;

/* There are no forks. */
INNER void at_fork(void (*before)(void), void (*in_parent)(void), void (*in_child)(void)) {
    (void) before, (void) in_parent, (void) in_child;
}

/*
 * What a library does first and last. A callback of the loader is before every other code in the library, and at the end of each
 * thread; DllMain is told, at the end, why. The library stays until then: nobody takes its handlers, or live blocks, away.
 */
#define LIBRARY(begin, end, thread_ends) \
    static void NTAPI at_loader(PVOID module, DWORD reason, PVOID reserved) { \
        (void) module, (void) reserved; \
        if (reason == DLL_PROCESS_ATTACH) stay((const char *) at_loader), learn(), begin(); \
        else if (reason == DLL_THREAD_DETACH) thread_ends(); \
    } \
    static const PIMAGE_TLS_CALLBACK loader_calls __attribute__((section(".CRT$XLY"), used)) = at_loader; \
    __attribute__((externally_visible)) BOOL WINAPI DllMain(HINSTANCE module, DWORD reason, LPVOID reserved) { \
        (void) module; \
        if (reason == DLL_PROCESS_DETACH) is_alone = reserved != NULL, end(); \
        return TRUE; \
    }

static void stay(const char *code) {
    HMODULE module;
    GetModuleHandleExA(GET_MODULE_HANDLE_EX_FLAG_PIN | GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS, code, &module);
}

/* For a heap that keeps nothing for a thread. */
INNER void no_matter(void) {}

#else

static const char *program = "";

enum { is_alone = 0 };

INNER void at_fork(void (*before)(void), void (*in_parent)(void), void (*in_child)(void)) {
    pthread_atfork(before, in_parent, in_child);
}

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
