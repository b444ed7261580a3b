/* limits as | data | machine: requests beyond the limits of the process, or beyond what the machine has. */
#include "expect.h"
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>

static void limited(int resource) {
    struct rlimit old, low;
    getrlimit(resource, &old);
    low = old;
    low.rlim_cur = 64 << 20;
    EXPECT(setrlimit(resource, &low) == 0);
    errno = 0;
    EXPECT(malloc(OPAQUE((size_t) 65 << 20)) == NULL && errno == ENOMEM);
    char *block = malloc(1000);
    EXPECT(block != NULL);
    block[999] = 5;
    errno = 0;
    EXPECT(realloc(block, OPAQUE((size_t) 65 << 20)) == NULL && errno == ENOMEM && block[999] == 5);
    errno = 0;
    int blocks = 0;
    while (blocks < 1000 && malloc(1 << 20) != NULL) blocks++;
    EXPECT(blocks < 64 && errno == ENOMEM);
    while (malloc(100) != NULL) continue;
    EXPECT(errno == ENOMEM);
    free(block);
    EXPECT(malloc(900) != NULL);
    EXPECT(setrlimit(resource, &old) == 0);
    EXPECT(malloc(65 << 20) != NULL);
}

static int gives_what_it_has_not(void) {
    char mode = '0';
    int file = open("/proc/sys/vm/overcommit_memory", O_RDONLY);
    if (file >= 0) EXPECT(read(file, &mode, 1) == 1 && close(file) == 0);
    return mode == '1';
}

/* Twice its memory and swap. */
static void machine(void) {
    struct sysinfo all;
    EXPECT(sysinfo(&all) == 0);
    errno = 0;
    EXPECT(malloc(OPAQUE(2 * (all.totalram + all.totalswap) * all.mem_unit)) == NULL && errno == ENOMEM);
    EXPECT(malloc(900) != NULL);
}

int main(int count, char **arguments) {
    EXPECT(count == 2);
    if (strcmp(arguments[1], "machine") != 0) limited(strcmp(arguments[1], "data") == 0 ? RLIMIT_DATA : RLIMIT_AS);
    else if (!gives_what_it_has_not()) machine();
    return 0;
}
