/* What these programs want of POSIX and MinGW has not, as far as they want it; included first where they are compiled for Windows. */
#include "ashlar_override.h"

#include <pthread.h>
#include <windows.h>

#undef OPAQUE
#undef PTHREAD_DESTRUCTOR_ITERATIONS
#define PTHREAD_DESTRUCTOR_ITERATIONS 4
#define PTHREAD_STACK_MIN 16384
#define _SC_PAGESIZE 1

static inline long sysconf(int name) {
    SYSTEM_INFO system;
    GetSystemInfo(&system);
    return name == _SC_PAGESIZE ? (long) system.dwPageSize : -1;
}

/*
 * A program that dies, dies. Wine starts a debugger whatever SetErrorMode says, and a program in whose place the
 * debugger ends ends with status 0.
 */
static inline LONG WINAPI end_at(EXCEPTION_POINTERS *exception) { return (void) exception, EXCEPTION_EXECUTE_HANDLER; }

__attribute__((constructor)) static void die_alone(void) { SetUnhandledExceptionFilter(end_at); }
