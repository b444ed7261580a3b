/*
 * The platform contract for what needs neither an operating system nor a libc: memory, bits and checks. It takes the
 * place of the header of the same name beside it, and is all that memoman.c stands on.
 */
#ifndef ASHLAR_PLATFORM_H
#define ASHLAR_PLATFORM_H

#include <stddef.h>
#include <stdint.h>

#ifndef ASHLAR_CHECKS
#define ASHLAR_CHECKS 0
#endif

/* Mem */

static inline void ashlar_prefetch(int64_t address) { (void) address; }

/* The compiler keeps the order, and a processor sees its own: nobody else looks here at a moment of his choosing. */
static inline void ashlar_store_fence(void) { __asm__ __volatile__("" ::: "memory"); }

/*
 * Copies and fills are loops, 8 bytes at a time where both ends allow: a program without libc has no memmove. The
 * compiler must not see them as what they are, or it would call the function that they replace.
 */
#define ASHLAR_OPAQUE(value) __asm__("" : "+r"(value))

static inline void ashlar_copy(int64_t from, int64_t to, int64_t bytes) {
    char *source = (char *) (intptr_t) from, *target = (char *) (intptr_t) to;
    if (target <= source) {
        for (; bytes >= 8; bytes -= 8, source += 8, target += 8) {
            ASHLAR_OPAQUE(source);
            *(int64_t *) target = *(int64_t *) source;
        }
        for (; bytes > 0; bytes--) {
            ASHLAR_OPAQUE(source);
            *target++ = *source++;
        }
    } else {
        source += bytes, target += bytes;
        for (; bytes % 8 != 0; bytes--) {
            ASHLAR_OPAQUE(source);
            *--target = *--source;
        }
        for (; bytes > 0; bytes -= 8) {
            ASHLAR_OPAQUE(source);
            source -= 8, target -= 8;
            *(int64_t *) target = *(int64_t *) source;
        }
    }
}

static inline void ashlar_fill(int64_t address, int64_t bytes, int32_t value) {
    char *target = (char *) (intptr_t) address;
    int64_t word = (int64_t) ((uint64_t) (uint8_t) value * 0x0101010101010101u);
    for (; bytes >= 8; bytes -= 8, target += 8) {
        ASHLAR_OPAQUE(target);
        *(int64_t *) target = word;
    }
    for (; bytes > 0; bytes--) {
        ASHLAR_OPAQUE(target);
        *target++ = (char) value;
    }
}

/* Bits */

static inline int32_t ashlar_trailing_zeros(int64_t word) { return __builtin_ctzll((uint64_t) word); }
static inline int32_t ashlar_leading_zeros(int64_t word) { return __builtin_clzll((uint64_t) word); }
static inline int32_t ashlar_is_below(int64_t left, int64_t right) { return (uint64_t) left < (uint64_t) right; }

/* Check: the program may say what happens when a check of an MM_DEBUG build fails; then, or if it does not, a trap. */

__attribute__((weak)) void mm_check_failed(int rule, void *address);

static inline int32_t ashlar_check_on(void) { return ASHLAR_CHECKS; }
static inline void ashlar_check_zeroed(int64_t address, int64_t bytes) { (void) address, (void) bytes; }

__attribute__((unused)) static void ashlar_check_fail(int32_t rule, int64_t address) {
    if (mm_check_failed != NULL) mm_check_failed(rule, (void *) (intptr_t) address);
    __builtin_trap();
}

#endif
