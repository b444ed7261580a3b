/*
 * Lines on stderr without stdio and without memory: a line is gathered on the stack and written at once.
 */
#ifndef ASHLAR_REPORT_H
#define ASHLAR_REPORT_H

#include "ashlar_platform.h"

struct line {
    int length;
    char text[256];
};

/* Never inlined: there are many calls, and none is in a hurry. */
#define OUT_OF_LINE static __attribute__((noinline, unused))

OUT_OF_LINE void line_text(struct line *line, const char *text) {
    while (*text != 0 && line->length < (int) sizeof line->text - 1) line->text[line->length++] = *text++;
}

OUT_OF_LINE void line_number(struct line *line, uint64_t value, unsigned base) {
    char digits[24];
    int at = sizeof digits - 1;
    digits[at] = 0;
    do {
        digits[--at] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value != 0);
    line_text(line, digits + at);
}

/* Right-aligned, in `width` columns. */
OUT_OF_LINE void line_column(struct line *line, uint64_t value, int width) {
    int digits = 1;
    for (uint64_t rest = value; rest >= 10; rest /= 10) digits++;
    while (width-- > digits) line_text(line, " ");
    line_number(line, value, 10);
}

static inline void line_address(struct line *line, int64_t address) {
    line_text(line, "0x");
    line_number(line, (uint64_t) address, 16);
}

OUT_OF_LINE void line_write(struct line *line, int descriptor) {
    int saved = errno;
    line->text[line->length++] = '\n';
    ashlar_write(descriptor, (int64_t) line->text, line->length);
    line->length = 0;
    errno = saved;
}

static const char *const rule_names[] = {"", "double-free", "foreign-pointer", "interior-pointer", "other-heap", "no-heap"};

__attribute__((unused)) static void ashlar_check_fail(int32_t rule, int64_t address) {
    struct line line = {0};
    line_text(&line, "ashlar: a check failed: rule ");
    line_number(&line, (uint64_t) rule, 10);
    line_text(&line, " is broken at ");
    line_address(&line, address);
    line_write(&line, 2);
    die();
}

#endif
