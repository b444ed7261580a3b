/*
 * Tells the segment heap when a thread ends, by the destructor of a pthread key.
 */
#ifndef ASHLAR_THREAD_EXIT_H
#define ASHLAR_THREAD_EXIT_H

#include <limits.h>

#include "ashlar_platform.h"

/* Other destructors may still allocate and free, so ours asks to come again until the last round. */

static pthread_key_t exit_key;
static int64_t exit_key_state; /* 0, 1 while one thread makes the key, 2 */
static __thread int exit_round __attribute__((tls_model("initial-exec")));

static void at_thread_exit(void *value) {
    if (++exit_round < PTHREAD_DESTRUCTOR_ITERATIONS) {
        pthread_setspecific(exit_key, value);
        return;
    }
    ashlar_segment_detach();
}

static int32_t ashlar_is_ending(void) { return exit_round >= PTHREAD_DESTRUCTOR_ITERATIONS; }

static void ashlar_watch_exit(void) {
    if (ashlar_is_ending()) return;
    int64_t *state = &exit_key_state;
    while (__atomic_load_n(state, __ATOMIC_ACQUIRE) != 2) {
        if (!ashlar_compare_and_set((int64_t) state, 0, 1)) continue;
        pthread_key_create(&exit_key, at_thread_exit);
        __atomic_store_n(state, 2, __ATOMIC_RELEASE);
    }
    pthread_setspecific(exit_key, &exit_key);
}

#endif
