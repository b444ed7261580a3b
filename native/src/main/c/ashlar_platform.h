/*
 * The platform contract in C: what the native twins of dev.ashlar.platform import. Each function is one expression or
 * one call; GCC inlines them all into the one translation unit that compile.sh makes.
 */
#ifndef ASHLAR_PLATFORM_H
#define ASHLAR_PLATFORM_H

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#ifndef ASHLAR_CHECKS
#define ASHLAR_CHECKS 0
#endif

/* Mem */

static inline void ashlar_copy(int64_t from, int64_t to, int64_t bytes) { memmove((void *) to, (void *) from, (size_t) bytes); }
static inline void ashlar_fill(int64_t address, int64_t bytes, int32_t value) { memset((void *) address, value, (size_t) bytes); }

/* Bits */

static inline int32_t ashlar_trailing_zeros(int64_t word) { return __builtin_ctzll((uint64_t) word); }
static inline int32_t ashlar_leading_zeros(int64_t word) { return __builtin_clzll((uint64_t) word); }

/* Atomics */

static inline int64_t ashlar_load_acquire(int64_t address) { return __atomic_load_n((int64_t *) address, __ATOMIC_ACQUIRE); }
static inline void ashlar_store_release(int64_t address, int64_t value) { __atomic_store_n((int64_t *) address, value, __ATOMIC_RELEASE); }
static inline int64_t ashlar_fetch_add(int64_t address, int64_t delta) { return __atomic_fetch_add((int64_t *) address, delta, __ATOMIC_SEQ_CST); }

static inline int32_t ashlar_compare_and_set(int64_t address, int64_t expected, int64_t desired) {
    return __atomic_compare_exchange_n((int64_t *) address, &expected, desired, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

static inline void ashlar_pause(void) {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

/* Os */

static inline int64_t ashlar_page_size(void) { return sysconf(_SC_PAGESIZE); }
static inline int64_t ashlar_map_failed(void) { return (int64_t) MAP_FAILED; }
static inline int32_t ashlar_prot_read_write(void) { return PROT_READ | PROT_WRITE; }
static inline int32_t ashlar_map_private_anonymous(void) { return MAP_PRIVATE | MAP_ANONYMOUS; }
static inline int32_t ashlar_rlimit_as(void) { return RLIMIT_AS; }
static inline int32_t ashlar_rlimit_data(void) { return RLIMIT_DATA; }

/* free must keep errno, and these two calls are all that it may make; so nobody pays for that who makes none. */
static inline int32_t ashlar_munmap(int64_t address, int64_t bytes) {
    int saved = errno;
    int failed = munmap((void *) address, (size_t) bytes);
    errno = saved;
    return failed;
}

static inline int64_t ashlar_mmap(int64_t address, int64_t bytes, int32_t protection, int32_t flags) {
    int saved = errno;
    int64_t mapped = (int64_t) mmap((void *) address, (size_t) bytes, protection, flags, -1, 0);
    errno = saved;
    return mapped;
}

static inline int64_t ashlar_mremap(int64_t address, int64_t old_bytes, int64_t new_bytes) {
#ifdef MREMAP_MAYMOVE
    return (int64_t) mremap((void *) address, (size_t) old_bytes, (size_t) new_bytes, MREMAP_MAYMOVE);
#else
    return (int64_t) MAP_FAILED;
#endif
}

static inline int64_t ashlar_getrlimit(int32_t resource) {
    struct rlimit limit;
    if (getrlimit(resource, &limit) != 0 || limit.rlim_cur > INT64_MAX) return INT64_MAX;
    return (int64_t) limit.rlim_cur;
}

/* Threads: a thread's id is the address of its flag, which is why the flag has 16 bytes to itself. */

static __thread int64_t ashlar_waiting[2] __attribute__((tls_model("initial-exec"), aligned(16)));

_Static_assert(sizeof(pthread_mutex_t) <= 64, "a lock keeps 64 bytes for its mutex");

static inline int64_t ashlar_thread_id(void) { return (int64_t) ashlar_waiting; }
static inline int32_t ashlar_is_waiting(void) { return ashlar_waiting[0] != 0; }
static inline void ashlar_set_waiting(int32_t waiting) { *(volatile int64_t *) ashlar_waiting = waiting; }
static inline int64_t ashlar_mutex_bytes(void) { return sizeof(pthread_mutex_t); }
static inline void ashlar_mutex_lock(int64_t mutex) { pthread_mutex_lock((pthread_mutex_t *) mutex); }
static inline void ashlar_mutex_unlock(int64_t mutex) { pthread_mutex_unlock((pthread_mutex_t *) mutex); }

static inline void ashlar_mutex_reset(int64_t mutex) {
    static const pthread_mutex_t fresh = PTHREAD_MUTEX_INITIALIZER;
    *(pthread_mutex_t *) mutex = fresh;
}

/* Root */

static char ashlar_root[16 << 10] __attribute__((aligned(4096)));

static inline int64_t ashlar_root_address(void) { return (int64_t) ashlar_root; }
static inline int64_t ashlar_root_bytes(void) { return sizeof ashlar_root; }

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

/* Check: what it says when it fails is in report.h. */

#define ashlar_check_on() ASHLAR_CHECKS
static void ashlar_check_fail(int32_t rule, int64_t address);
static inline void ashlar_check_zeroed(int64_t address, int64_t bytes) { (void) address, (void) bytes; }

#endif
