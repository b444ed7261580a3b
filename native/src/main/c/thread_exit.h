/*
 * Tells the segment heap when a thread ends: by the destructor of a pthread key; on Windows the loader does (startup.h).
 */
#ifndef ASHLAR_THREAD_EXIT_H
#define ASHLAR_THREAD_EXIT_H

#include "ashlar_platform.h"

/*
 * When we have been told, the thread may go on: others' destructors allocate and free. From then on it is ending, and what it
 * allocates is served by a heap that it has for one call.
 */

#ifdef _WIN32

static void thread_ends(void) {
    ashlar_thread()->is_ending = 1;
    ashlar_segment_detach();
}

static int32_t ashlar_is_ending(void) { return ashlar_thread()->is_ending != 0; }
static void ashlar_watch_exit(void) {}

#else

static pthread_key_t exit_key;
static int64_t exit_key_state; /* 0; 1 while a thread makes the key; 2; 3 if there is none to be had */
static __thread int is_ending __attribute__((tls_model("initial-exec")));

static void at_thread_exit(void *value) {
    (void) value;
    is_ending = 1;
    ashlar_segment_detach();
}

static int32_t ashlar_is_ending(void) { return is_ending; }

static void ashlar_watch_exit(void) {
    if (is_ending) return;
    int64_t state;
    while ((state = __atomic_load_n(&exit_key_state, __ATOMIC_ACQUIRE)) < 2) {
        if (!ashlar_compare_and_set((int64_t) &exit_key_state, 0, 1)) continue;
        int made = pthread_key_create(&exit_key, at_thread_exit) == 0;
        __atomic_store_n(&exit_key_state, made ? 2 : 3, __ATOMIC_RELEASE);
    }
    if (state == 2) pthread_setspecific(exit_key, &exit_key);
}

#endif
#endif
