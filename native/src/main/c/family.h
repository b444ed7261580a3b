/*
 * The names that programs link to, with C's and POSIX's rules about errno and alignment, over the heap that CORE names:
 * CORE(malloc) is its malloc. All allocation happens in the core, compiled from Java above the file that includes this.
 */
#ifndef ASHLAR_FAMILY_H
#define ASHLAR_FAMILY_H

#include "export.h"
#include "options.h"
#include "report.h"

#ifdef _WIN32
#define USABLE_OF const void /* as in <ashlar.h> */
#else
#define USABLE_OF void /* as in <malloc.h> */
#endif

/* How a block is freed of which the caller says the size, and the alignment or 0. */
#ifndef FREE_SIZED
#define FREE_SIZED(pointer, bytes, alignment) ((void) (bytes), (void) (alignment), free(pointer))
#endif

static void *null_with(int error) {
    errno = error;
    return NULL;
}

static int is_power_of_two(size_t value) { return value != 0 && (value & (value - 1)) == 0; }

#ifndef OWN_REPORTS
/* A free or realloc that breaks a rule: has changed nothing so far, and unless told to abort goes on. */
__attribute__((noinline, cold)) static void misused(const char *function, int rule, void *pointer) {
    if (options.on_error == ON_ERROR_IGNORE) return;
    struct line line = {0};
    line_text(&line, "ashlar: ");
    line_text(&line, function);
    line_text(&line, "(");
    line_address(&line, (int64_t) pointer);
    line_text(&line, "): ");
    line_text(&line, rule_names[rule]);
    int64_t block = CORE(enclosing)((int64_t) pointer);
    if (block != 0 && block != (int64_t) pointer) {
        line_text(&line, ", inside the block at ");
        line_address(&line, block);
    }
    line_write(&line, 2);
    if (options.on_error == ON_ERROR_ABORT) die();
}
#endif

/* The two that matter most are the library's own affair. */
EXPORT void *malloc(size_t bytes);
EXPORT void free(void *pointer);

EXPORT void *calloc(size_t count, size_t bytes) {
    void *payload = (void *) CORE(calloc)((int64_t) count, (int64_t) bytes);
    return payload != NULL ? payload : null_with(ENOMEM);
}

INNER void *resized(void *pointer, size_t bytes) {
    if (pointer != NULL && bytes == 0) {
        free(pointer);
        return NULL;
    }
    void *payload = (void *) CORE(realloc)((int64_t) pointer, (int64_t) bytes);
    if (payload != NULL) return payload;
    int rule = pointer == NULL ? 0 : CORE(rule_against)((int64_t) pointer);
    if (rule != 0) misused("realloc", rule, pointer);
    return null_with(rule != 0 ? EINVAL : ENOMEM);
}

EXPORT void *realloc(void *pointer, size_t bytes) { return resized(pointer, bytes); }

EXPORT void *reallocarray(void *pointer, size_t count, size_t bytes) {
    size_t total;
    if (__builtin_mul_overflow(count, bytes, &total)) return null_with(ENOMEM);
    return resized(pointer, total);
}

INNER void *aligned(size_t alignment, size_t bytes) {
    if (!is_power_of_two(alignment)) return null_with(EINVAL);
    if (alignment > INT64_MAX) return null_with(ENOMEM);
    void *payload = (void *) CORE(aligned_alloc)((int64_t) alignment, (int64_t) bytes);
    return payload != NULL ? payload : null_with(ENOMEM);
}

EXPORT void *aligned_alloc(size_t alignment, size_t bytes) { return aligned(alignment, bytes); }

EXPORT void *memalign(size_t alignment, size_t bytes) { return aligned(alignment, bytes); }

EXPORT int posix_memalign(void **result, size_t alignment, size_t bytes) {
    if (alignment % sizeof(void *) != 0 || !is_power_of_two(alignment)) return EINVAL;
    int saved = errno;
    void *payload = aligned(alignment, bytes);
    errno = saved;
    if (payload == NULL) return ENOMEM;
    *result = payload;
    return 0;
}

EXPORT void *valloc(size_t bytes) { return aligned((size_t) ashlar_page_size(), bytes); }

EXPORT void *pvalloc(size_t bytes) {
    size_t page = (size_t) ashlar_page_size();
    if (bytes > SIZE_MAX - page) return null_with(ENOMEM);
    return aligned(page, bytes == 0 ? page : (bytes + page - 1) & -page);
}

EXPORT size_t malloc_usable_size(USABLE_OF *pointer) {
    return pointer == NULL ? 0 : (size_t) CORE(usable_bytes)((int64_t) pointer);
}

EXPORT void free_sized(void *pointer, size_t bytes) { FREE_SIZED(pointer, bytes, 0); }

EXPORT void free_aligned_sized(void *pointer, size_t alignment, size_t bytes) { FREE_SIZED(pointer, bytes, alignment); }

#endif
