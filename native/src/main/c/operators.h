/*
 * C++'s operator new and operator delete, without the way through libstdc++'s: 16 instructions less for a pair. All
 * others (of arrays, with a size, with an alignment, that don't throw) stay the C++ library's: by the standard they call
 * these two, or those that the program has in their place, and a program may have replaced just these.
 */
#ifndef ASHLAR_OPERATORS_H
#define ASHLAR_OPERATORS_H

#if defined __ELF__ && defined __LP64__ /* where their names are these, and names are looked up in load order */

#include <dlfcn.h>

typedef void *operator_new_function(size_t);

/* The C++ library's operator new. It may have been loaded with a plugin, for that one alone. */
static operator_new_function *library_operator_new(void) {
    static const char *const libraries[] = {"libstdc++.so.6", "libc++.so.1"};
    operator_new_function *found;
    *(void **) &found = dlsym(RTLD_NEXT, "_Znwm");
    for (int i = 0; found == NULL && i < 2; i++) {
        void *library = dlopen(libraries[i], RTLD_LAZY | RTLD_NOLOAD);
        if (library != NULL) *(void **) &found = dlsym(library, "_Znwm");
    }
    return found;
}

/* Without memory: the program's new_handler and std::bad_alloc are known to the C++ library, which asks malloc again. */
__attribute__((noinline, cold)) static void *operator_new_slow(size_t bytes) {
    void *payload = (void *) ashlar_segment_malloc_slow((int64_t) bytes);
    if (payload != NULL) return payload;
    operator_new_function *next = library_operator_new();
    if (next != NULL) return next(bytes);
    complain("operator new", ": there is no memory, and no C++ library that could throw bad_alloc");
    die();
}

EXPORT void *operator_new(size_t bytes) __asm__("_Znwm");
EXPORT __attribute__((flatten)) void *operator_new(size_t bytes) {
    void *payload = (void *) ashlar_segment_try_malloc((int64_t) bytes);
    return __builtin_expect(payload != NULL, 1) ? payload : operator_new_slow(bytes);
}

EXPORT void operator_delete(void *pointer) __asm__("_ZdlPv");
EXPORT __attribute__((flatten)) void operator_delete(void *pointer) { free_fast(pointer); }

#endif
#endif
