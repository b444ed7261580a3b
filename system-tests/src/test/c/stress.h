/*
 * Random operations with a tag in every payload, so that an overlap shows; threads exchange blocks. The including file
 * says what MALLOC, CALLOC, REALLOC, ALIGNED and FREE are.
 */
#include "expect.h"
#include <pthread.h>

enum { SLOTS = 4096, MOST_THREADS = 64 };

struct slot {
    unsigned char *payload;
    size_t bytes;
    unsigned char tag;
};

static long operations;
static void *exchange[256];

static uint64_t next_random(uint64_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    return *state ^= *state << 17;
}

static void check(struct slot *slot) {
    for (size_t i = 0; i < slot->bytes; i += 1 + i / 8) EXPECT(slot->payload[i] == slot->tag);
    if (slot->bytes > 0) EXPECT(slot->payload[slot->bytes - 1] == slot->tag);
}

static void fill(struct slot *slot, size_t bytes, unsigned char tag) {
    EXPECT(slot->payload != NULL && (uintptr_t) slot->payload % 16 == 0);
    slot->bytes = bytes;
    slot->tag = tag;
    memset(slot->payload, tag, bytes);
}

/* Hands a block to whichever thread comes next: its first bytes say what it is. */
static void pass_on(uint64_t random) {
    size_t bytes = 16 + (random >> 16) % 300;
    unsigned char *fresh = MALLOC(bytes);
    EXPECT(fresh != NULL);
    memset(fresh, 0x5A, bytes);
    memcpy(fresh, &bytes, sizeof bytes);
    unsigned char *old = __atomic_exchange_n(&exchange[random & 255], fresh, __ATOMIC_ACQ_REL);
    if (old == NULL) return;
    memcpy(&bytes, old, sizeof bytes);
    for (size_t i = sizeof bytes; i < bytes; i++) EXPECT(old[i] == 0x5A);
    FREE(old);
}

static void *stress(void *argument) {
    uint64_t state = 0x9E3779B97F4A7C15u * ((uintptr_t) argument + 1);
    static __thread struct slot slots[SLOTS];
    for (long i = 0; i < operations; i++) {
        uint64_t random = next_random(&state);
        struct slot *slot = &slots[random % SLOTS];
        int shape = random >> 32 & 63;
        size_t bytes = (random >> 40) % (shape < 50 ? 256 : shape < 61 ? 4096 : shape < 63 ? 60000 : 400000);
        unsigned char tag = random >> 12;
        if ((random >> 20 & 15) == 0) {
            pass_on(next_random(&state));
        } else if (slot->payload == NULL) {
            switch (random >> 24 & 7) {
            case 0:
                slot->payload = CALLOC(1, bytes);
                for (size_t at = 0; at < bytes; at++) EXPECT(slot->payload[at] == 0);
                break;
            case 1: slot->payload = ALIGNED((size_t) 16 << (random >> 28 & 7), bytes); break;
            default: slot->payload = MALLOC(bytes);
            }
            fill(slot, bytes, tag);
        } else if ((random >> 24 & 3) == 0) {
            check(slot);
            unsigned char old_tag = slot->tag;
            size_t kept = bytes < slot->bytes ? bytes : slot->bytes;
            slot->payload = REALLOC(slot->payload, bytes + 1);
            slot->bytes = kept;
            slot->tag = old_tag;
            check(slot);
            fill(slot, bytes + 1, tag);
        } else {
            check(slot);
            FREE(slot->payload);
            slot->payload = NULL;
        }
    }
    for (int i = 0; i < SLOTS; i++) {
        if (slots[i].payload == NULL) continue;
        check(&slots[i]);
        FREE(slots[i].payload);
    }
    return NULL;
}

/* argv: threads, operations of each. */
int main(int count, char **arguments) {
    EXPECT(count == 3);
    pthread_t ids[MOST_THREADS];
    long threads = atol(arguments[1]);
    operations = atol(arguments[2]);
    EXPECT(threads >= 1 && threads <= MOST_THREADS);
    for (intptr_t i = 1; i < threads; i++) EXPECT(pthread_create(&ids[i], NULL, stress, (void *) i) == 0);
    stress(NULL);
    for (long i = 1; i < threads; i++) pthread_join(ids[i], NULL);
    for (int i = 0; i < 256; i++) FREE(exchange[i]);
    STRESSED();
    return 0;
}
