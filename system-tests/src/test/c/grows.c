/*
 * Two large blocks grow and shrink by steps and keep their contents. They take turns, so each is soon in the other's way
 * and must move.
 */
#include "expect.h"

enum { STEP = 300000, STEPS = 60, STRIDE = 4093 };
static unsigned char *blocks[2];

static unsigned char tag(size_t at, int which) { return (unsigned char) (at / STRIDE * 31 + which); }

static void resize(int which, size_t old, size_t bytes) {
    EXPECT((blocks[which] = realloc(blocks[which], bytes)) != NULL);
    size_t kept = old < bytes ? old : bytes;
    for (size_t i = 0; i < kept; i += STRIDE) EXPECT(blocks[which][i] == tag(i, which));
    for (size_t i = (kept + STRIDE - 1) / STRIDE * STRIDE; i < bytes; i += STRIDE) blocks[which][i] = tag(i, which);
}

int main(void) {
    for (size_t i = 0; i < STEPS; i++)
        for (int which = 0; which < 2; which++) resize(which, i * STEP, (i + 1) * STEP);
    for (size_t i = STEPS; i > 1; i--)
        for (int which = 0; which < 2; which++) resize(which, i * STEP, (i - 1) * STEP);
    free(blocks[0]);
    free(blocks[1]);
    return 0;
}
