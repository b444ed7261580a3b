/* Anonymous memory, at an address if that is free. */
#define PROT_READ 1
#define PROT_WRITE 2
#define MAP_PRIVATE 2
#define MAP_ANONYMOUS 32
#define MAP_NORESERVE 0
#define MAP_FIXED_NOREPLACE 0
#define MAP_FAILED ((void *) -1)

static inline void *mmap(void *address, size_t bytes, int protection, int flags, int descriptor, long offset) {
    (void) protection, (void) flags, (void) descriptor, (void) offset;
    void *range = VirtualAlloc(address, bytes, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    if (range == NULL) range = VirtualAlloc(NULL, bytes, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    return range != NULL ? range : MAP_FAILED;
}

static inline int munmap(void *address, size_t bytes) {
    (void) bytes;
    return VirtualFree(address, 0, MEM_RELEASE) ? 0 : -1;
}
