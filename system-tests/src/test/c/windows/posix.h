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

/* A program that dies, dies: no debugger is asked to look at it. */
__attribute__((constructor)) static void die_alone(void) { SetErrorMode(SEM_NOGPFAULTERRORBOX); }
