/* giveback TOTAL BLOCK: takes TOTAL bytes in blocks of BLOCK bytes and one small one, frees all but the last; what is left? */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void *blocks[1 << 16];

struct memory {
    long resident, space;
};

static long field(const char *file_name, const char *name) {
    static char text[8192];
    int file = open(file_name, O_RDONLY);
    ssize_t bytes = file < 0 ? -1 : read(file, text, sizeof text - 1);
    if (bytes < 0) exit(1);
    close(file);
    text[bytes] = 0;
    const char *line = strstr(text, name);
    return line == NULL ? 0 : strtol(line + strlen(name), NULL, 10) << 10;
}

static struct memory look(void) {
    return (struct memory){field("/proc/self/smaps_rollup", "\nRss:"), field("/proc/self/status", "\nVmSize:")};
}

static void tell(const char *when, struct memory memory) {
    printf("resident-%s %ld\nspace-%s %ld\n", when, memory.resident, when, memory.space);
}

int main(int count, char **arguments) {
    if (count < 3) return 2;
    long total = atol(arguments[1]), block = atol(arguments[2]), number = total / block;
    if (number > 1 << 16) return 2;

    memset(blocks, 0xFF, (size_t) number * sizeof *blocks); /* our own memory shall not count */
    struct memory before = look();
    for (long i = 0; i < number; i++) memset(blocks[i] = malloc((size_t) block), 1, (size_t) block);
    char *last = malloc(16);
    *last = 1;
    struct memory with = look();
    for (long i = 0; i < number; i++) free(blocks[i]);
    struct memory after = look();

    tell("before", before);
    tell("with", with);
    tell("after", after);
    free(last);
    return 0;
}
