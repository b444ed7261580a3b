/* How many pages a use of malloc touches: prints the page faults of the process. argv[1]: empty, keep or free. */
#include "expect.h"
#include <sys/resource.h>

int main(int count, char **arguments) {
    static char *kept[1024];
    int keep = count > 1 && strcmp(arguments[1], "keep") == 0;
    int free_at_once = count > 1 && strcmp(arguments[1], "free") == 0;
    memset(kept, 1, sizeof kept); /* its pages are the test's */
    for (int i = 0; i < 1024 && (keep || free_at_once); i++) {
        kept[i] = malloc(1024);
        EXPECT(kept[i] != NULL);
        memset(kept[i], i, 1024);
        if (free_at_once) free(kept[i]);
    }
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    char digits[16];
    int at = sizeof digits;
    long faults = usage.ru_minflt;
    do digits[--at] = '0' + faults % 10;
    while ((faults /= 10) != 0);
    return write(1, digits + at, sizeof digits - at) < 0;
}
