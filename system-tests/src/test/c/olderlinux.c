/*
 * Linux before 6.17, to preload: mremap moves no range that is more than one mapping, and when it has been told where to,
 * it finds that out after it has unmapped what was there.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Mappings that the range meets: lines of /proc/self/maps begin with "start-end ". */
static int mappings(uintptr_t from, uintptr_t to) {
    enum { START, END, REST } part = START;
    uintptr_t value = 0, start = 0;
    int count = 0;
    char text[4096];
    ssize_t bytes;
    int maps = open("/proc/self/maps", O_RDONLY);
    while ((bytes = read(maps, text, sizeof text)) > 0) {
        for (ssize_t i = 0; i < bytes; i++) {
            char c = text[i];
            if (part == REST) part = c == '\n' ? START : REST;
            else if (c != '-' && c != ' ') value = value << 4 | (uintptr_t) (c <= '9' ? c - '0' : c - 'a' + 10);
            else if (part == START) start = value, value = 0, part = END;
            else count += start < to && from < value, value = 0, part = REST;
        }
    }
    close(maps);
    return count;
}

void *mremap(void *address, size_t old_bytes, size_t new_bytes, int flags, ...) {
    va_list more;
    va_start(more, flags);
    void *target = va_arg(more, void *);
    va_end(more);
    if (mappings((uintptr_t) address, (uintptr_t) address + old_bytes) == 1)
        return (void *) syscall(SYS_mremap, address, old_bytes, new_bytes, flags, target);
    if (flags & MREMAP_FIXED) munmap(target, new_bytes);
    errno = EFAULT;
    return MAP_FAILED;
}
