/*
 * The zone heap as a malloc: the names that programs link to, C's and POSIX's rules about errno and alignment, fork,
 * and what is said at exit. All allocation happens in dev.ashlar.core.zone, compiled from Java above this file.
 */
#include "options.h"
#include "report.h"

#define EXPORT __attribute__((visibility("default"), externally_visible))

static void *null_with(int error) {
    errno = error;
    return NULL;
}

static int is_power_of_two(size_t value) { return value != 0 && (value & (value - 1)) == 0; }

static const char *const rule_names[] = {"", "double-free", "foreign-pointer", "interior-pointer"};

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
    int64_t block = ashlar_zone_enclosing((int64_t) pointer);
    if (block != 0 && block != (int64_t) pointer) {
        line_text(&line, ", inside the block at ");
        line_address(&line, block);
    }
    line_write(&line, 2);
    if (options.on_error == ON_ERROR_ABORT) die();
}

EXPORT void *malloc(size_t bytes) {
    void *payload = (void *) ashlar_zone_malloc((int64_t) bytes);
    return __builtin_expect(payload != NULL, 1) ? payload : null_with(ENOMEM);
}

EXPORT void *calloc(size_t count, size_t bytes) {
    void *payload = (void *) ashlar_zone_calloc((int64_t) count, (int64_t) bytes);
    return payload != NULL ? payload : null_with(ENOMEM);
}

EXPORT void free(void *pointer) {
    int rule = ashlar_zone_free((int64_t) pointer);
    if (__builtin_expect(rule != 0, 0)) misused("free", rule, pointer);
}

EXPORT void *realloc(void *pointer, size_t bytes) {
    if (pointer != NULL && bytes == 0) {
        free(pointer);
        return NULL;
    }
    void *payload = (void *) ashlar_zone_realloc((int64_t) pointer, (int64_t) bytes);
    if (payload != NULL) return payload;
    int rule = pointer == NULL ? 0 : ashlar_zone_rule_against((int64_t) pointer);
    if (rule != 0) misused("realloc", rule, pointer);
    return null_with(rule != 0 ? EINVAL : ENOMEM);
}

EXPORT void *reallocarray(void *pointer, size_t count, size_t bytes) {
    size_t total;
    if (__builtin_mul_overflow(count, bytes, &total)) return null_with(ENOMEM);
    return realloc(pointer, total);
}

EXPORT void *aligned_alloc(size_t alignment, size_t bytes) {
    if (!is_power_of_two(alignment)) return null_with(EINVAL);
    if (alignment > INT64_MAX) return null_with(ENOMEM);
    void *payload = (void *) ashlar_zone_aligned_alloc((int64_t) alignment, (int64_t) bytes);
    return payload != NULL ? payload : null_with(ENOMEM);
}

EXPORT void *memalign(size_t alignment, size_t bytes) { return aligned_alloc(alignment, bytes); }

EXPORT int posix_memalign(void **result, size_t alignment, size_t bytes) {
    if (alignment % sizeof(void *) != 0 || !is_power_of_two(alignment)) return EINVAL;
    int saved = errno;
    void *payload = aligned_alloc(alignment, bytes);
    errno = saved;
    if (payload == NULL) return ENOMEM;
    *result = payload;
    return 0;
}

EXPORT void *valloc(size_t bytes) { return aligned_alloc((size_t) ashlar_page_size(), bytes); }

EXPORT void *pvalloc(size_t bytes) {
    size_t page = (size_t) ashlar_page_size();
    if (bytes > SIZE_MAX - page) return null_with(ENOMEM);
    return aligned_alloc(page, bytes == 0 ? page : (bytes + page - 1) & -page);
}

EXPORT size_t malloc_usable_size(void *pointer) {
    return pointer == NULL ? 0 : (size_t) ashlar_zone_usable_bytes((int64_t) pointer);
}

EXPORT void free_sized(void *pointer, size_t bytes) {
    (void) bytes;
    free(pointer);
}

EXPORT void free_aligned_sized(void *pointer, size_t alignment, size_t bytes) {
    (void) alignment, (void) bytes;
    free(pointer);
}

EXPORT void show_alloc_mem(void) { ashlar_zone_show(1); }

EXPORT void show_alloc_mem_ex(void) { ashlar_zone_show_more(1); }

/* The summary at exit. */

static const char *program = "";

static void table_row(const char *name, const char *const *labels, int64_t (*value)(int32_t), int count) {
    struct line line = {0};
    line_text(&line, name);
    for (int i = 0; i < count; i++) {
        line_text(&line, labels[i]);
        line_column(&line, (uint64_t) value(i), 11);
    }
    line_write(&line, options.stats);
}

static int64_t live(int32_t which) {
    return which == 0 ? ashlar_zone_live_blocks() : which == 1 ? ashlar_zone_live_bytes() : ashlar_zone_peak_bytes();
}

static int64_t mapped(int32_t which) { return which == 0 ? ashlar_zone_mapped_bytes() : ashlar_zone_mapped_peak_bytes(); }

static void print_stats(void) {
    static const char *const calls[] = {"  malloc ", "  calloc ", "  realloc", "  aligned", "  free   ", "  failed ", "  put off"};
    static const char *const lives[] = {"  blocks ", "  bytes  ", "  peak   "};
    static const char *const kinds[] = {"  TINY   ", "  SMALL  ", "  LARGE  "};
    static const char *const system_calls[] = {"  mmap   ", "  munmap ", "  mremap ", "  getrlim"};
    static const char *const mappeds[] = {"  bytes  ", "  peak   "};
    struct line line = {0};
    line_text(&line, "ashlar: zone heap of ");
    line_text(&line, program);
    line_write(&line, options.stats);
    table_row("  calls         ", calls, ashlar_zone_calls, 3);
    table_row("                ", calls + 3, ashlar_zone_more_calls, 4);
    table_row("  live          ", lives, live, 3);
    table_row("  mapped        ", mappeds, mapped, 2);
    table_row("  zones mapped  ", kinds, ashlar_zone_zones_mapped, 3);
    table_row("  zones unmapped", kinds, ashlar_zone_zones_unmapped, 3);
    table_row("  system calls  ", system_calls, ashlar_zone_system_calls, 4);
}

static void before_fork(void) { ashlar_zone_before_fork(); }
static void after_fork_in_parent(void) { ashlar_zone_after_fork_in_parent(); }
static void after_fork_in_child(void) { ashlar_zone_after_fork_in_child(); }

/*
 * malloc works before this runs. The library is linked with initfirst, so that this runs before the constructors of every
 * other library and our fork handlers come last before a fork and first after it: what the others do in theirs is
 * outside. libc has not set environ by then, but glibc passes a constructor what main gets.
 */
__attribute__((constructor)) static void start(int argc, char **argv, char **environment) {
#ifdef __GLIBC__
    if (argc > 0 && argv[0] != NULL) program = argv[0];
#else
    (void) argc, (void) argv;
    environment = environ;
#endif
    read_options(environment, ON_ERROR_IGNORE);
    if (!ashlar_zone_configure(options.scribble, options.limit, options.history))
        complain("ASHLAR_HISTORY", ": there is no memory for that many entries; ignored");
    pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child);
}

__attribute__((destructor)) static void finish(void) {
    if (options.stats == 0) return;
    ashlar_zone_settle();
    print_stats();
}
