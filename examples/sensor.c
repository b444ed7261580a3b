/*
 * Messages of a sensor in a fixed piece of memory: no malloc, and a bounded number of steps for each.
 *
 *     cc -Ibuild/include examples/sensor.c build/libmemoman.a -o sensor && ./sensor
 */
#include <memoman.h>
#include <stdio.h>
#include <string.h>

static _Alignas(16) char memory[32 * 1024];

struct message {
    struct message *next;
    size_t length;
    char text[];
};

static struct message *receive(mm_allocator *allocator, int number, struct message *next) {
    char text[64];
    int length = snprintf(text, sizeof text, "reading %d: %.*s", number, number % 30, "..............................");
    struct message *message = mm_malloc(allocator, sizeof *message + (size_t) length + 1);
    if (message == NULL) return NULL;
    message->next = next;
    message->length = (size_t) length;
    memcpy(message->text, text, (size_t) length + 1);
    return message;
}

int main(void) {
    mm_allocator *allocator = mm_create(memory, sizeof memory);
    struct message *queue = NULL;
    int received = 0, dropped = 0;
    for (int number = 1; number <= 1000; number++) {
        struct message *message = receive(allocator, number, queue);
        if (message == NULL) {
            /* Full: the newest half of the queue is enough. */
            struct message *last = queue;
            for (int kept = 1; kept < (received - dropped) / 2; kept++) last = last->next;
            for (struct message *old = last->next, *next; old != NULL; old = next, dropped++) {
                next = old->next;
                mm_free(allocator, old);
            }
            last->next = NULL;
            message = receive(allocator, number, queue);
        }
        queue = message;
        received++;
    }
    struct mm_statistics statistics;
    mm_stats(allocator, &statistics);
    size_t held = mm_live_blocks(allocator);
    printf("%s\n", queue->text);
    printf("%d received, %d dropped, %zu held in %zu bytes\n", received, dropped, held, statistics.used_bytes);
    size_t faults = mm_validate(allocator, NULL, 0);
    return faults == 0 && held == (size_t) (received - dropped) ? 0 : 1;
}
