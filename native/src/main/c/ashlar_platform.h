/*
 * The platform contract in C: what the native twins of dev.ashlar.platform import. Each function is one expression or
 * one call; GCC inlines them all into the one translation unit that compile.sh makes. What a system is asked for is in
 * platform_posix.h or platform_windows.h.
 */
#ifndef ASHLAR_PLATFORM_H
#define ASHLAR_PLATFORM_H

#include <errno.h>
#include <stdint.h>
#include <string.h>

#ifndef ASHLAR_CHECKS
#define ASHLAR_CHECKS 0
#endif

/* Mem */

static inline void ashlar_prefetch(int64_t address) { __builtin_prefetch((void *) address, 1); }
#ifdef __SANITIZE_THREAD__
static inline void ashlar_store_fence(void) { __asm__ __volatile__("" ::: "memory"); } /* it knows no fences, and forks nothing here */
#else
static inline void ashlar_store_fence(void) { __atomic_thread_fence(__ATOMIC_RELEASE); }
#endif

static inline void ashlar_copy(int64_t from, int64_t to, int64_t bytes) { memmove((void *) to, (void *) from, (size_t) bytes); }
static inline void ashlar_fill(int64_t address, int64_t bytes, int32_t value) { memset((void *) address, value, (size_t) bytes); }

/* Bits */

static inline int32_t ashlar_trailing_zeros(int64_t word) { return __builtin_ctzll((uint64_t) word); }
static inline int32_t ashlar_leading_zeros(int64_t word) { return __builtin_clzll((uint64_t) word); }

static inline int32_t ashlar_is_below(int64_t left, int64_t right) { return (uint64_t) left < (uint64_t) right; }

/* Atomics */

static inline int64_t ashlar_load_acquire(int64_t address) { return __atomic_load_n((int64_t *) address, __ATOMIC_ACQUIRE); }
static inline void ashlar_store_release(int64_t address, int64_t value) { __atomic_store_n((int64_t *) address, value, __ATOMIC_RELEASE); }
/*
 * A compiler keeps an aligned load or store of 8 bytes whole, but folds it into other instructions only if it is plain:
 * free would have three more. So these are what they say where somebody checks, and plain elsewhere.
 */
#ifdef __SANITIZE_THREAD__
static inline int64_t ashlar_load_relaxed(int64_t address) { return __atomic_load_n((int64_t *) address, __ATOMIC_RELAXED); }
static inline void ashlar_store_relaxed(int64_t address, int64_t value) { __atomic_store_n((int64_t *) address, value, __ATOMIC_RELAXED); }
static inline int32_t ashlar_load_relaxed_int(int64_t address) { return __atomic_load_n((int32_t *) address, __ATOMIC_RELAXED); }
static inline void ashlar_store_relaxed_int(int64_t address, int32_t value) { __atomic_store_n((int32_t *) address, value, __ATOMIC_RELAXED); }
#else
static inline int64_t ashlar_load_relaxed(int64_t address) { return *(int64_t *) address; }
static inline void ashlar_store_relaxed(int64_t address, int64_t value) { *(int64_t *) address = value; }
static inline int32_t ashlar_load_relaxed_int(int64_t address) { return *(int32_t *) address; }
static inline void ashlar_store_relaxed_int(int64_t address, int32_t value) { *(int32_t *) address = value; }
#endif

static inline int64_t ashlar_fetch_add(int64_t address, int64_t delta) { return __atomic_fetch_add((int64_t *) address, delta, __ATOMIC_SEQ_CST); }

static inline int32_t ashlar_compare_and_set(int64_t address, int64_t expected, int64_t desired) {
    return __atomic_compare_exchange_n((int64_t *) address, &expected, desired, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

static inline int64_t ashlar_exchange(int64_t address, int64_t value) { return __atomic_exchange_n((int64_t *) address, value, __ATOMIC_SEQ_CST); }
static inline int64_t ashlar_fetch_or(int64_t address, int64_t bits) { return __atomic_fetch_or((int64_t *) address, bits, __ATOMIC_SEQ_CST); }
static inline int64_t ashlar_fetch_and(int64_t address, int64_t bits) { return __atomic_fetch_and((int64_t *) address, bits, __ATOMIC_SEQ_CST); }

#ifndef _WIN32 /* where it is in platform_windows.h */
static inline void ashlar_pause(void) {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}
#endif

/* Root: a library of the segment heap is compiled with ASHLAR_SEGMENT, and its root begins with two words that are right
   before any code has run; see SegmentRoot. */

#ifdef ASHLAR_SEGMENT
#define ASHLAR_CLASSES 96 /* SizeClass.COUNT */
static int64_t ashlar_root[1664 / 8 + ASHLAR_CLASSES] __attribute__((aligned(128))) = {(int64_t) (ashlar_root + 16)};
#else
static int64_t ashlar_root[(16 << 10) / 8] __attribute__((aligned(4096)));
#endif

static inline int64_t ashlar_root_address(void) { return (int64_t) ashlar_root; }
static inline int64_t ashlar_root_bytes(void) { return sizeof ashlar_root; }

/* The heap of a thread that has none yet: its pages, all of them the empty one, have nothing to give; nor is its root one. */

#ifdef ASHLAR_SEGMENT
#define ASHLAR_NO_HEAP_WORDS (65 + ASHLAR_CLASSES - 32 + 2)
static const int64_t ashlar_no_heap[ASHLAR_NO_HEAP_WORDS] = {[0 ... ASHLAR_NO_HEAP_WORDS - 1] = (int64_t) (ashlar_root + 16)};
#define ASHLAR_NO_HEAP ((int64_t) ashlar_no_heap)
#else
#define ASHLAR_NO_HEAP 0
#endif

/* A library of the segment heap is told when a thread ends: thread_exit.h. */

#ifdef ASHLAR_SEGMENT
static void ashlar_watch_exit(void);
static int32_t ashlar_is_ending(void);
#else
static inline void ashlar_watch_exit(void) {}
static inline int32_t ashlar_is_ending(void) { return 0; }
#endif

#ifdef _WIN32
#include "platform_windows.h"
#else
#include "platform_posix.h"
#endif

/* Check: what it says when it fails is in report.h. */

#define ashlar_check_on() ASHLAR_CHECKS
static void ashlar_check_fail(int32_t rule, int64_t address);
static inline void ashlar_check_zeroed(int64_t address, int64_t bytes) { (void) address, (void) bytes; }

#endif
