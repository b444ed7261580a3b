/*
 * The platform contract on Windows, x86-64.
 */
#ifndef ASHLAR_PLATFORM_WINDOWS_H
#define ASHLAR_PLATFORM_WINDOWS_H

#define WIN32_LEAN_AND_MEAN
#include <windows.h>

/* Os */

/* The error of the last call that failed; two threads may disturb each other's, and only diagnosis reads it. */
static int32_t ashlar_last_error;

static inline int32_t ashlar_family(void) { return 3; }
static inline int32_t ashlar_errno(void) { return ashlar_last_error; }
static inline int64_t ashlar_cache_line_bytes(void) { return 0; }
static inline int64_t ashlar_clock_millis(void) { return (int64_t) GetTickCount64(); }

static inline int64_t ashlar_page_size(void) {
    SYSTEM_INFO system;
    GetSystemInfo(&system);
    return system.dwPageSize;
}

static inline int64_t ashlar_allocation_granularity(void) {
    SYSTEM_INFO system;
    GetSystemInfo(&system);
    return system.dwAllocationGranularity;
}

BOOLEAN NTAPI SystemFunction036(PVOID, ULONG); /* RtlGenRandom */

static inline int64_t ashlar_random(void) {
    int64_t word;
    if (SystemFunction036(&word, sizeof word)) return word;
    LARGE_INTEGER now;
    QueryPerformanceCounter(&now);
    return now.QuadPart * 0x5851f42d4c957f2d ^ (int64_t) &word;
}

/* free must keep what the program would be told by GetLastError, so these calls do; what went wrong is kept beside it. */

static inline int64_t ashlar_virtual_alloc(int64_t address, int64_t bytes, int32_t type, int32_t protection) {
    DWORD saved = GetLastError();
    void *range = VirtualAlloc((void *) address, (size_t) bytes, (DWORD) type, (DWORD) protection);
    if (range == NULL) {
        ashlar_last_error = (int32_t) GetLastError();
        SetLastError(saved);
    }
    return (int64_t) range;
}

static inline int32_t ashlar_virtual_free(int64_t address, int64_t bytes, int32_t type) {
    DWORD saved = GetLastError();
    int32_t is_done = VirtualFree((void *) address, (size_t) bytes, (DWORD) type);
    if (!is_done) {
        ashlar_last_error = (int32_t) GetLastError();
        SetLastError(saved);
    }
    return is_done;
}

/*
 * A range in which a fault is answered by memory. It is asked for once, by whoever opens the segment heap, and only lookups of
 * strangers' addresses ever come here: a fault costs some microseconds.
 */
static int64_t ashlar_read_from, ashlar_read_end;
enum { ASHLAR_READ_BYTES = 64 << 10 };

static LONG CALLBACK ashlar_commit_read(EXCEPTION_POINTERS *fault) {
    const EXCEPTION_RECORD *record = fault->ExceptionRecord;
    int is_read = record->ExceptionCode == EXCEPTION_ACCESS_VIOLATION && record->ExceptionInformation[0] == 0;
    if (!is_read) return EXCEPTION_CONTINUE_SEARCH;
    int64_t address = (int64_t) record->ExceptionInformation[1];
    if (address < ashlar_read_from || address >= ashlar_read_end) return EXCEPTION_CONTINUE_SEARCH;
    int64_t first = address & -(int64_t) ASHLAR_READ_BYTES;
    return ashlar_virtual_alloc(first, ASHLAR_READ_BYTES, MEM_COMMIT, PAGE_READWRITE) != 0 ? EXCEPTION_CONTINUE_EXECUTION
                                                                                           : EXCEPTION_CONTINUE_SEARCH;
}

static inline int32_t ashlar_commit_when_read(int64_t address, int64_t bytes) {
    static PVOID handler;
    ashlar_read_from = address;
    ashlar_read_end = address + bytes;
    if (handler == NULL) handler = AddVectoredExceptionHandler(1, ashlar_commit_read);
    return handler != NULL ? 0 : -1;
}

/* What POSIX has. */

static inline int64_t ashlar_map_failed(void) { return -1; }

static inline int64_t ashlar_sbrk(int64_t more_bytes) {
    (void) more_bytes;
    return -1;
}

static inline int32_t ashlar_prot_read_write(void) { return 3; }
static inline int32_t ashlar_map_private_anonymous(void) { return 0; }
static inline int32_t ashlar_prot_read(void) { return 1; }
static inline int32_t ashlar_prot_none(void) { return 0; }
static inline int32_t ashlar_map_noreserve(void) { return 0; }
static inline int32_t ashlar_map_fixed(void) { return 0; }
static inline int32_t ashlar_madv_dontneed(void) { return 0; }
static inline int32_t ashlar_madv_free(void) { return 0; }
static inline int32_t ashlar_madv_hugepage(void) { return 0; }
static inline int32_t ashlar_enomem(void) { return ENOMEM; }
static inline int32_t ashlar_einval(void) { return EINVAL; }
static inline int32_t ashlar_rlimit_as(void) { return 0; }
static inline int32_t ashlar_rlimit_data(void) { return 0; }

static inline int64_t ashlar_getrlimit(int32_t resource) {
    (void) resource;
    return INT64_MAX;
}

static inline int64_t ashlar_mmap(int64_t address, int64_t bytes, int32_t protection, int32_t flags) {
    (void) address, (void) bytes, (void) protection, (void) flags;
    return -1;
}

static inline int32_t ashlar_munmap(int64_t address, int64_t bytes) {
    (void) address, (void) bytes;
    return -1;
}

static inline int32_t ashlar_mprotect(int64_t address, int64_t bytes, int32_t protection) {
    (void) protection;
    return ashlar_munmap(address, bytes);
}

static inline int32_t ashlar_madvise(int64_t address, int64_t bytes, int32_t advice) {
    (void) advice;
    return ashlar_munmap(address, bytes);
}

static inline int64_t ashlar_mremap(int64_t address, int64_t old_bytes, int64_t new_bytes) {
    (void) new_bytes;
    return ashlar_munmap(address, old_bytes);
}

static inline int64_t ashlar_mremap_away(int64_t address, int64_t bytes) { return ashlar_munmap(address, bytes); }

static inline int64_t ashlar_mremap_to(int64_t address, int64_t bytes, int64_t target) {
    (void) target;
    return ashlar_munmap(address, bytes);
}

BOOLEAN NTAPI RtlDllShutdownInProgress(void); /* of ntdll, which every process has */

/*
 * When a process ends, its other threads are stopped wherever they are, and whoever waits for one of them would wait for ever. The
 * system's own locks end the process in that case, and so do ours, between two tries.
 */
static inline void ashlar_pause(void) {
    enum { THREAD_IS_TERMINATING = 0x4000004b };
    __builtin_ia32_pause();
    if (RtlDllShutdownInProgress()) TerminateProcess(GetCurrentProcess(), THREAD_IS_TERMINATING | 0x80000000u);
}

/*
 * Threads. What each has of its own is in a section that the system copies for every thread; its address is found as compilers do
 * that know how. (__thread of GCC for Windows calls a function, which calls malloc.) GS leads to the block of the thread, whose
 * address is its id.
 */

struct ashlar_thread {
    int64_t heap;
    int64_t is_waiting;
    int64_t is_ending;
};

static struct ashlar_thread ashlar_first_thread __attribute__((section(".tls$M"), used)) = {.heap = ASHLAR_NO_HEAP};

extern ULONG _tls_index;

/* A word of the thread's block: 0x30 is its address, 0x58 leads to what the modules have in it. */
#define ASHLAR_OF_THREAD(word, offset) __asm__("movq %%gs:%c1, %0" : "=r"(word) : "i"(offset))

static inline struct ashlar_thread *ashlar_thread(void) {
    char **sections;
    struct ashlar_thread *thread;
    ASHLAR_OF_THREAD(sections, 0x58);
    __asm__("leaq %c2@SECREL32(%1), %0" : "=r"(thread) : "r"(sections[_tls_index]), "i"(&ashlar_first_thread));
    return thread;
}

static inline int64_t ashlar_thread_id(void) {
    int64_t id;
    ASHLAR_OF_THREAD(id, 0x30);
    return id;
}

static inline int64_t ashlar_thread_heap(void) { return ashlar_thread()->heap; }
static inline void ashlar_set_thread_heap(int64_t heap) { ashlar_thread()->heap = heap != 0 ? heap : ASHLAR_NO_HEAP; }
static inline int32_t ashlar_is_waiting(void) { return ashlar_thread()->is_waiting != 0; }
static inline void ashlar_set_waiting(int32_t waiting) { *(volatile int64_t *) &ashlar_thread()->is_waiting = waiting; }

static inline int64_t ashlar_mutex_bytes(void) { return sizeof(SRWLOCK); }
static inline void ashlar_mutex_lock(int64_t mutex) { AcquireSRWLockExclusive((SRWLOCK *) mutex); }
static inline void ashlar_mutex_unlock(int64_t mutex) { ReleaseSRWLockExclusive((SRWLOCK *) mutex); }
static inline void ashlar_mutex_reset(int64_t mutex) { InitializeSRWLock((SRWLOCK *) mutex); }

/* Console: 1 is what the program prints to, anything else is where it complains. */

static inline void ashlar_write(int32_t descriptor, int64_t address, int64_t bytes) {
    HANDLE stream = GetStdHandle(descriptor == 1 ? STD_OUTPUT_HANDLE : STD_ERROR_HANDLE);
    while (bytes > 0) {
        DWORD written;
        if (!WriteFile(stream, (void *) address, (DWORD) bytes, &written, NULL) || written == 0) return;
        address += written;
        bytes -= written;
    }
}

/* What abort does there: no handler of exceptions runs, and the system's reports of crashes come to know of it. */
__attribute__((noreturn)) static void die(void) {
    enum { FATAL_APP_EXIT = 7 };
    __asm__ volatile("int $0x29" : : "c"(FATAL_APP_EXIT));
    __builtin_unreachable();
}

#endif
