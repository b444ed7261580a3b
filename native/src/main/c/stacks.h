/*
 * Who asks: the instruction of the program behind its call, and with ASHLAR_STACKS=N those of up to N calls that lead there.
 * The way back is what the compiler wrote down for exceptions; the functions that read it are the program's own or libgcc's.
 */
#ifndef ASHLAR_STACKS_H
#define ASHLAR_STACKS_H

#include <dlfcn.h>

#include "export.h"
#include "options.h"

/* <unwind.h>, of which only these are needed, and only by address: no library depends on libgcc_s for them. */
struct unwind_context;
typedef int unwind_visitor(struct unwind_context *context, void *argument);
static int (*unwind_backtrace)(unwind_visitor *visit, void *argument);
static uintptr_t (*unwind_ip)(struct unwind_context *context);
enum { UNWIND_GO_ON = 0, UNWIND_STOP = 5 };

/* A frame of ours lies before the program's first. */
enum { MOST_OWN_FRAMES = 8 };

struct trace {
    int64_t site;
    int own;
    int count;
    int64_t frames[MOST_STACK_FRAMES];
};

static int visit_frame(struct unwind_context *context, void *argument) {
    struct trace *trace = argument;
    int64_t frame = (int64_t) unwind_ip(context);
    if (trace->count == 0 && frame != trace->site) return ++trace->own < MOST_OWN_FRAMES ? UNWIND_GO_ON : UNWIND_STOP;
    if (frame == 0) return UNWIND_STOP; /* behind the last */
    trace->frames[trace->count++] = frame;
    return trace->count < options.stacks ? UNWIND_GO_ON : UNWIND_STOP;
}

/* A site that is a stack has this bit, which no address of a program has; alone it is Leaks.NOBODY: memory for our own needs. */
#define IS_STACK INT64_MIN

static __thread int tracing __attribute__((tls_model("initial-exec")));

/* The stack of a call that returns to `site`; `site` itself where the way back is not known. */
__attribute__((noinline, cold)) static int64_t traced(int64_t site) {
    if (tracing) return IS_STACK;
    if (unwind_backtrace == NULL) return site;
    struct trace trace = {.site = site};
    tracing = 1; /* the unwinder may call malloc */
    unwind_backtrace(visit_frame, &trace);
    int64_t stack = trace.count == 0 ? 0 : ashlar_guarded_stack((int64_t) trace.frames, trace.count);
    tracing = 0;
    return stack == 0 ? site : stack | IS_STACK;
}

INNER int64_t site_of(int64_t site) { return __builtin_expect(options.stacks != 0, 0) ? traced(site) : site; }

#define SITE site_of((int64_t) __builtin_return_address(0))

/* To be called when the library is loaded. */
static void find_unwinder(void) {
    tracing = 1;
    int is_there = dlsym(RTLD_DEFAULT, "_Unwind_Backtrace") != NULL;
    void *library = is_there ? RTLD_DEFAULT : dlopen("libgcc_s.so.1", RTLD_LAZY);
    if (is_there || library != NULL) {
        *(void **) &unwind_ip = dlsym(library, "_Unwind_GetIP");
        *(void **) &unwind_backtrace = dlsym(library, "_Unwind_Backtrace");
    }
    tracing = 0;
    if (unwind_backtrace == NULL) complain("ASHLAR_STACKS", ": there is no libgcc_s.so.1 to read stacks with; ignored");
}

#endif
