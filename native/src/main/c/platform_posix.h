/*
 * The platform contract on Linux and macOS.
 */
#ifndef ASHLAR_PLATFORM_POSIX_H
#define ASHLAR_PLATFORM_POSIX_H

#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

/* Os */

/* The error of the last system call that failed; two threads may disturb each other's, and only diagnosis reads it. */
static int32_t ashlar_last_errno;

static inline int64_t ashlar_page_size(void) { return sysconf(_SC_PAGESIZE); }
static inline int64_t ashlar_map_failed(void) { return (int64_t) MAP_FAILED; }
static inline int64_t ashlar_allocation_granularity(void) { return ashlar_page_size(); }
static inline int32_t ashlar_prot_read_write(void) { return PROT_READ | PROT_WRITE; }
static inline int32_t ashlar_map_private_anonymous(void) { return MAP_PRIVATE | MAP_ANONYMOUS; }
static inline int32_t ashlar_prot_read(void) { return PROT_READ; }
static inline int32_t ashlar_prot_none(void) { return PROT_NONE; }
static inline int32_t ashlar_map_fixed(void) { return MAP_FIXED; }
static inline int32_t ashlar_madv_dontneed(void) { return MADV_DONTNEED; }
static inline int32_t ashlar_madv_free(void) { return MADV_FREE; }
static inline int32_t ashlar_enomem(void) { return ENOMEM; }
static inline int32_t ashlar_einval(void) { return EINVAL; }
static inline int32_t ashlar_errno(void) { return ashlar_last_errno; }

#ifdef MAP_NORESERVE
static inline int32_t ashlar_map_noreserve(void) { return MAP_NORESERVE; }
#else
static inline int32_t ashlar_map_noreserve(void) { return 0; }
#endif

#ifdef MADV_HUGEPAGE
static inline int32_t ashlar_madv_hugepage(void) { return MADV_HUGEPAGE; }
#else
static inline int32_t ashlar_madv_hugepage(void) { return 0; }
#endif

#ifdef __APPLE__
static inline int32_t ashlar_family(void) { return 2; }
#else
static inline int32_t ashlar_family(void) { return 1; }
#endif

#ifdef _SC_LEVEL1_DCACHE_LINESIZE
static inline int64_t ashlar_cache_line_bytes(void) { return sysconf(_SC_LEVEL1_DCACHE_LINESIZE); }
#else
static inline int64_t ashlar_cache_line_bytes(void) { return 0; }
#endif

static inline int64_t ashlar_random(void) {
    int64_t word;
    if (getentropy(&word, sizeof word) == 0) return word;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (now.tv_sec << 30 ^ now.tv_nsec) * 0x5851f42d4c957f2d ^ (int64_t) &word;
}

static inline int64_t ashlar_clock_millis(void) {
#ifdef CLOCK_MONOTONIC_COARSE
    const clockid_t clock = CLOCK_MONOTONIC_COARSE; /* no system call, and a few milliseconds are exact enough */
#else
    const clockid_t clock = CLOCK_MONOTONIC;
#endif
    struct timespec now;
    return clock_gettime(clock, &now) == 0 ? now.tv_sec * 1000 + now.tv_nsec / 1000000 : 0;
}

static inline int32_t ashlar_rlimit_as(void) { return RLIMIT_AS; }
static inline int32_t ashlar_rlimit_data(void) { return RLIMIT_DATA; }

/*
 * free must keep errno, so these calls do; what went wrong is kept beside it. What errno was is read in a statement of its
 * own: a compiler evaluates the arguments of one call in any order.
 */
static inline int64_t ashlar_restoring(int saved, int64_t result) {
    if (result == -1) {
        ashlar_last_errno = errno;
        errno = saved;
    }
    return result;
}

static inline int32_t ashlar_munmap(int64_t address, int64_t bytes) {
    int saved = errno;
    return (int32_t) ashlar_restoring(saved, munmap((void *) address, (size_t) bytes));
}

/* musl's moves nothing, macOS has a toy. Others than glibc's own may not move the break behind glibc's back. */
static inline int64_t ashlar_sbrk(int64_t more_bytes) {
#ifdef __GLIBC__
    int saved = errno;
    return ashlar_restoring(saved, (int64_t) sbrk(more_bytes));
#else
    (void) more_bytes;
    return -1;
#endif
}

static inline int32_t ashlar_mprotect(int64_t address, int64_t bytes, int32_t protection) {
    int saved = errno;
    return (int32_t) ashlar_restoring(saved, mprotect((void *) address, (size_t) bytes, protection));
}

static inline int32_t ashlar_madvise(int64_t address, int64_t bytes, int32_t advice) {
    int saved = errno;
    return (int32_t) ashlar_restoring(saved, madvise((void *) address, (size_t) bytes, advice));
}

static inline int64_t ashlar_mmap(int64_t address, int64_t bytes, int32_t protection, int32_t flags) {
    int saved = errno;
    return ashlar_restoring(saved, (int64_t) mmap((void *) address, (size_t) bytes, protection, flags, -1, 0));
}

#ifdef MREMAP_MAYMOVE
static inline int64_t ashlar_mremap(int64_t address, int64_t old_bytes, int64_t new_bytes) {
    int saved = errno;
    return ashlar_restoring(saved, (int64_t) mremap((void *) address, (size_t) old_bytes, (size_t) new_bytes, MREMAP_MAYMOVE));
}

#ifndef MREMAP_DONTUNMAP
#define MREMAP_DONTUNMAP 4
#endif

static inline int64_t ashlar_mremap_away(int64_t address, int64_t bytes) {
    int saved = errno;
    return ashlar_restoring(saved, (int64_t) mremap((void *) address, (size_t) bytes, (size_t) bytes,
                                                    MREMAP_MAYMOVE | MREMAP_DONTUNMAP, (void *) 0));
}

static inline int64_t ashlar_mremap_to(int64_t address, int64_t bytes, int64_t target) {
    int saved = errno;
    return ashlar_restoring(saved, (int64_t) mremap((void *) address, (size_t) bytes, (size_t) bytes,
                                                    MREMAP_MAYMOVE | MREMAP_FIXED, (void *) target));
}
#else
static inline int64_t ashlar_mremap(int64_t address, int64_t old_bytes, int64_t new_bytes) {
    (void) address, (void) old_bytes, (void) new_bytes;
    return -1;
}

static inline int64_t ashlar_mremap_away(int64_t address, int64_t bytes) { return ashlar_mremap(address, bytes, bytes); }

static inline int64_t ashlar_mremap_to(int64_t address, int64_t bytes, int64_t target) {
    (void) target;
    return ashlar_mremap(address, bytes, bytes);
}
#endif

static inline int64_t ashlar_getrlimit(int32_t resource) {
    struct rlimit limit;
    if (getrlimit(resource, &limit) != 0 || limit.rlim_cur > INT64_MAX) return INT64_MAX;
    return (int64_t) limit.rlim_cur;
}

/* What Windows has. */

static inline int64_t ashlar_virtual_alloc(int64_t address, int64_t bytes, int32_t type, int32_t protection) {
    (void) address, (void) bytes, (void) type, (void) protection;
    return 0;
}

static inline int32_t ashlar_virtual_free(int64_t address, int64_t bytes, int32_t type) {
    (void) address, (void) bytes, (void) type;
    return 0;
}

static inline int32_t ashlar_commit_when_read(int64_t address, int64_t bytes) {
    (void) address, (void) bytes;
    return -1;
}

/* Threads: a thread's id is its thread pointer, or where that can't be had the address of its flag. */

#ifdef ASHLAR_SEGMENT
static __thread int64_t ashlar_heap_of_thread __attribute__((tls_model("initial-exec"))) = ASHLAR_NO_HEAP;
#else
static __thread int64_t ashlar_heap_of_thread __attribute__((tls_model("initial-exec")));
#endif

static inline int64_t ashlar_thread_heap(void) { return ashlar_heap_of_thread; }
static inline void ashlar_set_thread_heap(int64_t heap) { ashlar_heap_of_thread = heap != 0 ? heap : ASHLAR_NO_HEAP; }

static __thread int64_t ashlar_waiting[2] __attribute__((tls_model("initial-exec"), aligned(16)));

_Static_assert(sizeof(pthread_mutex_t) <= 64, "a lock keeps 64 bytes for its mutex");

#if defined(__has_builtin)
#if __has_builtin(__builtin_thread_pointer)
#define ASHLAR_HAS_THREAD_POINTER
#endif
#endif

#ifdef ASHLAR_HAS_THREAD_POINTER
static inline int64_t ashlar_thread_id(void) { return (int64_t) __builtin_thread_pointer(); }
#else
static inline int64_t ashlar_thread_id(void) { return (int64_t) ashlar_waiting; }
#endif
static inline int32_t ashlar_is_waiting(void) { return ashlar_waiting[0] != 0; }
static inline void ashlar_set_waiting(int32_t waiting) { *(volatile int64_t *) ashlar_waiting = waiting; }
static inline int64_t ashlar_mutex_bytes(void) { return sizeof(pthread_mutex_t); }
static inline void ashlar_mutex_lock(int64_t mutex) { pthread_mutex_lock((pthread_mutex_t *) mutex); }
static inline void ashlar_mutex_unlock(int64_t mutex) { pthread_mutex_unlock((pthread_mutex_t *) mutex); }

static inline void ashlar_mutex_reset(int64_t mutex) {
    static const pthread_mutex_t fresh = PTHREAD_MUTEX_INITIALIZER;
    *(pthread_mutex_t *) mutex = fresh;
}

/* Console */

static inline void ashlar_write(int32_t descriptor, int64_t address, int64_t bytes) {
    while (bytes > 0) {
        ssize_t written = write(descriptor, (void *) address, (size_t) bytes);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return;
        address += written;
        bytes -= written;
    }
}

/* What abort(3) does, by the means of POSIX threads alone. */
__attribute__((noreturn)) static void die(void) {
    pthread_kill(pthread_self(), SIGABRT);
    __builtin_trap(); /* for a program that handles SIGABRT and returns */
}

#endif
