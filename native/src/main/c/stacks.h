/*
 * Who asks: the instruction of the program behind its call, and with ASHLAR_STACKS=N those of up to N calls that lead there.
 * The way back is what the compiler wrote down for exceptions. What reads it is linked in (libgcc_eh): a library that is
 * loaded later would be initialised before libc is, and would take the environment from it. Windows reads it itself.
 */
#ifndef ASHLAR_STACKS_H
#define ASHLAR_STACKS_H

#include "export.h"
#include "options.h"

#ifdef __GLIBC__ /* for which libgcc_eh is made */

#include <unwind.h>

/* A frame of ours lies before the program's first. */
enum { MOST_OWN_FRAMES = 8 };

struct trace {
    int64_t site;
    int own;
    int count;
    int64_t frames[MOST_STACK_FRAMES];
};

static _Unwind_Reason_Code visit_frame(struct _Unwind_Context *context, void *argument) {
    struct trace *trace = argument;
    int64_t frame = (int64_t) _Unwind_GetIP(context);
    if (frame == 0) return _URC_END_OF_STACK; /* behind the last */
    if (trace->count == 0 && frame != trace->site) return ++trace->own < MOST_OWN_FRAMES ? _URC_NO_REASON : _URC_END_OF_STACK;
    trace->frames[trace->count++] = frame;
    return trace->count < options.stacks ? _URC_NO_REASON : _URC_END_OF_STACK;
}

/* A site that is a stack has this bit, which no address of a program has. */
#define IS_STACK INT64_MIN

/* The stack of a call that returns to `site`; `site` itself where the way back is not known. */
__attribute__((noinline, cold)) static int64_t traced(int64_t site) {
    struct trace trace = {.site = site};
    _Unwind_Backtrace(visit_frame, &trace);
    int64_t stack = trace.count == 0 ? 0 : ashlar_guarded_stack((int64_t) trace.frames, trace.count);
    return stack == 0 ? site : stack | IS_STACK;
}

#elif defined _WIN32

/* A site that is a stack has this bit, which no address of a program has. */
#define IS_STACK INT64_MIN

/* The stack of a call that returns to `site`; `site` itself where the way back is not known. */
__attribute__((noinline, cold)) static int64_t traced(int64_t site) {
    enum { MOST_OWN_FRAMES = 8 };
    void *frames[MOST_OWN_FRAMES + MOST_STACK_FRAMES];
    int count = CaptureStackBackTrace(0, (DWORD) (MOST_OWN_FRAMES + options.stacks), frames, NULL);
    int first = 0;
    while (first < count && (int64_t) frames[first] != site) first++;
    count -= first;
    if (count > options.stacks) count = (int) options.stacks;
    int64_t stack = count <= 0 ? 0 : ashlar_guarded_stack((int64_t) (frames + first), count);
    return stack == 0 ? site : stack | IS_STACK;
}

#else

#define IS_STACK 0

static int64_t traced(int64_t site) { return site; }

#endif

INNER int64_t site_of(int64_t site) { return __builtin_expect(options.stacks != 0, 0) ? traced(site) : site; }

#define SITE site_of((int64_t) __builtin_return_address(0))

#endif
