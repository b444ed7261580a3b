/*
 * player TRACE time | player TRACE memory PEAK: plays a trace on whatever malloc this process has.
 *
 * The file has the number of ids and of operations, 8 bytes each, then for each operation its letter and id, 4 bytes each, and its size.
 * It is mapped, and so are our own tables: the malloc serves the trace alone. The first byte of each 4 KiB of a block is written, and
 * its last byte, as a program would; they are looked at before the block is freed.
 *
 * memory: what is asked for is how much anonymous memory of this process is resident at most, less what was before the first
 * operation. The kernel counts it page by page in /proc/self/smaps_rollup; that is slow, so that this is a run of its own. It looks at
 * operation PEAK, where the most bytes are live, and at 500 others.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { PIECE_BYTES = 4096, LOOKS = 500 };

struct operation {
    int32_t letter, id;
    int64_t bytes;
};

struct block {
    unsigned char *payload;
    int64_t bytes;
};

static struct block *blocks;
static long damaged;

static void *mapped(size_t bytes) {
    void *memory = mmap(NULL, bytes + 1, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    if (memory == MAP_FAILED) exit(3);
    return memory;
}

static long anonymous_bytes(void) {
    static char text[4096];
    int file = open("/proc/self/smaps_rollup", O_RDONLY);
    ssize_t bytes = file < 0 ? -1 : read(file, text, sizeof text - 1);
    if (bytes < 0) exit(4);
    close(file);
    text[bytes] = 0;
    const char *line = strstr(text, "Anonymous:");
    return line == NULL ? 0 : strtol(line + 10, NULL, 10) << 10;
}

static void touch(int32_t id) {
    struct block *block = &blocks[id];
    for (int64_t at = 0; at < block->bytes; at += PIECE_BYTES) block->payload[at] = (unsigned char) id;
    if (block->bytes > 0) block->payload[block->bytes - 1] = (unsigned char) id;
}

static void check(int32_t id, int64_t bytes) {
    const struct block *block = &blocks[id];
    if (bytes > 0 && block->payload[0] != (unsigned char) id) damaged++;
    if (bytes > 0 && bytes == block->bytes && block->payload[bytes - 1] != (unsigned char) id) damaged++;
}

static void play(const struct operation *operation) {
    int32_t id = operation->id;
    if (operation->letter == 'f') {
        if (id < 0) return;
        check(id, blocks[id].bytes);
        free(blocks[id].payload);
        return;
    }
    int64_t kept = operation->letter == 'a' ? 0 : blocks[id].bytes;
    void *payload = operation->letter == 'a' ? malloc((size_t) operation->bytes) : realloc(blocks[id].payload, (size_t) operation->bytes);
    if (payload == NULL && operation->bytes > 0) exit(5);
    blocks[id].payload = payload;
    if (kept < operation->bytes) check(id, kept);
    blocks[id].bytes = operation->bytes;
    touch(id);
}

static void play_in_time(const struct operation *operations, int64_t count) {
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (int64_t i = 0; i < count; i++) play(&operations[i]);
    clock_gettime(CLOCK_MONOTONIC, &to);
    printf("nanoseconds %lld\n", (to.tv_sec - from.tv_sec) * 1000000000ll + (to.tv_nsec - from.tv_nsec));
}

static void play_and_look(const struct operation *operations, int64_t count, int64_t peak) {
    int64_t every = count / LOOKS + 1;
    long before = anonymous_bytes(), most = before;
    for (int64_t i = 0; i < count; i++) {
        play(&operations[i]);
        if (i != peak && i % every != 0 && i != count - 1) continue;
        long now = anonymous_bytes();
        if (now > most) most = now;
    }
    printf("peak %ld\n", most - before);
}

/* A heap that never uses a byte twice may take all that there is; then it is this process that shall die. */
static void die_first(void) {
    int file = open("/proc/self/oom_score_adj", O_WRONLY);
    if (file < 0) return;
    if (write(file, "1000", 4) != 4) perror("oom_score_adj");
    close(file);
}

int main(int arguments, char **argument) {
    if (arguments < 3) return 2;
    die_first();
    int file = open(argument[1], O_RDONLY);
    struct stat status;
    if (file < 0 || fstat(file, &status) != 0) return 2;
    const int64_t *header = mmap(NULL, (size_t) status.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0);
    if (header == MAP_FAILED) return 2;
    blocks = mapped((size_t) header[0] * sizeof *blocks);
    const struct operation *operations = (const void *) (header + 2);
    if (strcmp(argument[2], "time") == 0) play_in_time(operations, header[1]);
    else play_and_look(operations, header[1], arguments > 3 ? atoll(argument[3]) : 0);
    printf("damaged %ld\n", damaged);
    return 0;
}
