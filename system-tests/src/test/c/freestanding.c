/* No libc, no start-up code: memoman in a program's own memory. Ends with status 0 if all is well, else with a line. */
#include "memoman.h"
#include <stdint.h>

static _Alignas(16) char memory[1 << 20];
static _Alignas(16) char more[100000];

MM_DEFAULT_POOL(20000);

static long system_call(long number, long first, long second, long third) {
#if defined __x86_64__
    long result;
    __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(first), "S"(second), "d"(third) : "rcx", "r11", "memory");
    return result;
#elif defined __aarch64__
    register long x8 __asm__("x8") = number, x0 __asm__("x0") = first, x1 __asm__("x1") = second, x2 __asm__("x2") = third;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2) : "memory");
    return x0;
#elif defined __arm__
    register long r7 __asm__("r7") = number, r0 __asm__("r0") = first, r1 __asm__("r1") = second, r2 __asm__("r2") = third;
    __asm__ volatile("svc 0" : "+r"(r0) : "r"(r7), "r"(r1), "r"(r2) : "memory");
    return r0;
#endif
}

#if defined __x86_64__
enum { WRITE = 1, EXIT = 60 };
#elif defined __aarch64__
enum { WRITE = 64, EXIT = 93 };
#else
enum { WRITE = 4, EXIT = 1 };
#endif

static void expect(int holds, const char *what) {
    if (holds) return;
    long length = 0;
    while (what[length] != 0) length++;
    system_call(WRITE, 2, (long) what, length);
    system_call(EXIT, 1, 0, 0);
}

#define EXPECT(condition) expect(condition, #condition "\n")

static uint32_t next_random(void) {
    static uint32_t state = 12345;
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state;
}

struct held {
    unsigned char *block;
    size_t bytes;
    unsigned char tag;
};

static void fill(struct held *held, unsigned char *block, size_t bytes) {
    held->block = block;
    held->bytes = bytes;
    held->tag = (unsigned char) next_random();
    for (size_t i = 0; i < bytes; i++) *(volatile unsigned char *) (block + i) = held->tag;
}

static int is_whole(const struct held *held, size_t bytes) {
    for (size_t i = 0; i < bytes; i++)
        if (held->block[i] != held->tag) return 0;
    return 1;
}

static void history(mm_allocator *allocator) {
    static struct held all[500];
    for (int step = 0; step < 20000; step++) {
        struct held *held = &all[next_random() % 500];
        size_t bytes = next_random() % (step % 100 == 0 ? 50000 : 1500) + 1;
        if (held->block == NULL) {
            size_t alignment = (size_t) 16 << next_random() % 6;
            unsigned char *block = mm_memalign(allocator, alignment, bytes);
            if (block == NULL) continue;
            EXPECT((uintptr_t) block % alignment == 0);
            fill(held, block, bytes);
        } else if (next_random() % 3 == 0) {
            EXPECT(is_whole(held, held->bytes));
            unsigned char *block = mm_realloc(allocator, held->block, bytes);
            if (block == NULL) continue;
            held->block = block;
            EXPECT(is_whole(held, bytes < held->bytes ? bytes : held->bytes));
            fill(held, block, bytes);
        } else {
            EXPECT(is_whole(held, held->bytes));
            EXPECT(mm_free(allocator, held->block) == 0);
            held->block = NULL;
        }
        if (step % 500 == 0) EXPECT(mm_validate(allocator, NULL, 0) == 0);
    }
    for (int i = 0; i < 500; i++) EXPECT(mm_free(allocator, all[i].block) == 0);
}

static void the_default(void) {
    char *block = mm_malloc_global(15000);
    EXPECT(block > (char *) mm_default_memory && block < (char *) mm_default_memory + 20000);
    EXPECT(mm_malloc_global(15000) == NULL);
    EXPECT(mm_free_global(block) == 0 && mm_free_global(block) == MM_DOUBLE_FREE);
    EXPECT(mm_default() != NULL && mm_validate(mm_default(), NULL, 0) == 0);
    mm_allocator *other = mm_create(memory, sizeof memory);
    mm_set_default(other);
    EXPECT(mm_default() == other && mm_malloc_global(15000) != NULL);
}

static void run(void) {
    the_default();
    mm_allocator *allocator = mm_create(memory, sizeof memory);
    EXPECT(allocator != NULL);
    mm_pool *pool = mm_add_pool(allocator, more, sizeof more);
    EXPECT(pool != NULL);
    history(allocator);
    struct mm_statistics statistics;
    mm_stats(allocator, &statistics);
    EXPECT(mm_live_blocks(allocator) == 0 && statistics.used_bytes == 0 && statistics.pools == 2);
    char *block = mm_calloc(allocator, 100, 7);
    for (int i = 0; i < 700; i++) EXPECT(block[i] == 0);
    EXPECT(mm_free(allocator, block) == 0);
    EXPECT(mm_free(allocator, block) == MM_DOUBLE_FREE);
    EXPECT(mm_malloc(allocator, SIZE_MAX) == NULL && mm_malloc(allocator, SIZE_MAX - 7) == NULL);
    EXPECT(mm_calloc(allocator, SIZE_MAX / 2, 3) == NULL);
    EXPECT(mm_remove_pool(allocator, pool) == 0 && mm_remove_pool(allocator, pool) == MM_NO_POOL);
    EXPECT(mm_validate(allocator, NULL, 0) == 0);
    system_call(EXIT, 0, 0, 0);
}

#if defined __x86_64__
__asm__(".globl _start\n_start:\n\txor %ebp, %ebp\n\tcall run_all\n");
#elif defined __aarch64__
__asm__(".globl _start\n_start:\n\tbl run_all\n");
#else
__asm__(".globl _start\n.type _start, %function\n_start:\n\tbl run_all\n");
#endif

#ifdef __arm__
/* What division by zero calls; the processor has no division, and so this program's % is a function of the compiler's. */
int raise(int signal) {
    system_call(EXIT, signal, 0, 0);
    return 0;
}
#endif

__attribute__((used)) void run_all(void) { run(); }
