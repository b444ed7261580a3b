/* Allocates 100 bytes, then shows the memory map of this process. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(void) {
    char *payload = malloc(100);
    if (payload == NULL) return 1;
    printf("payload %ld\n", (long) payload);
    fflush(stdout);

    static char text[4096];
    int maps = open("/proc/self/maps", O_RDONLY);
    if (maps < 0) return 1;
    for (ssize_t bytes; (bytes = read(maps, text, sizeof text)) > 0;)
        if (write(1, text, (size_t) bytes) != bytes) return 1;
    return 0;
}
