/*
 * Preloaded under a program, writes what it asks of malloc to the file LAB_RECORD.PID, a line for each call, as .rep traces have them:
 *
 *     a ID BYTES    allocated     r ID BYTES    resized     f ID    freed
 *
 * Each allocation has the next id. Needs glibc, whose own malloc has a second name. The child of a fork writes nothing until it becomes
 * another program.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

extern void *__libc_malloc(size_t bytes);
extern void *__libc_calloc(size_t count, size_t bytes);
extern void *__libc_realloc(void *pointer, size_t bytes);
extern void *__libc_memalign(size_t alignment, size_t bytes);
extern void __libc_free(void *pointer);

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int file = -1;
static pid_t owner;
static char text[1 << 16];
static size_t text_bytes;
static long ids;

/* Which id an address has: a hash table with open addressing, in memory that is not malloc's. REMOVED keeps a way open. */
struct entry {
    uintptr_t address;
    long id;
};
enum { REMOVED = 1 };
static struct entry *table;
static size_t capacity, filled;

static struct entry *place(uintptr_t address) {
    size_t at = (address >> 4) * 0x9E3779B97F4A7C15u & (capacity - 1);
    while (table[at].address != 0 && table[at].address != address) at = (at + 1) & (capacity - 1);
    return &table[at];
}

static void enlarge(void) {
    struct entry *old = table;
    size_t old_capacity = capacity;
    capacity = old == NULL ? 1 << 16 : 2 * capacity;
    table = mmap(NULL, capacity * sizeof *table, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (table == MAP_FAILED) abort();
    filled = 0;
    for (size_t i = 0; i < old_capacity; i++) {
        if (old[i].address <= REMOVED) continue;
        *place(old[i].address) = old[i];
        filled++;
    }
    if (old != NULL) munmap(old, old_capacity * sizeof *table);
}

static void insert(uintptr_t address, long id) {
    if (2 * (filled + 1) > capacity) enlarge();
    *place(address) = (struct entry){address, id};
    filled++;
}

/* The id of an address, which has none from now on; -1 if it had none. */
static long take(uintptr_t address) {
    struct entry *entry = capacity == 0 ? NULL : place(address);
    if (entry == NULL || entry->address == 0) return -1;
    entry->address = REMOVED;
    return entry->id;
}

static void flush(void) {
    for (size_t done = 0; done < text_bytes;) {
        ssize_t written = write(file, text + done, text_bytes - done);
        if (written <= 0) break;
        done += (size_t) written;
    }
    text_bytes = 0;
}

/* snprintf may call malloc: this does not. */
static void put_number(unsigned long number) {
    char digits[20];
    int count = 0;
    do digits[count++] = (char) ('0' + number % 10);
    while ((number /= 10) != 0);
    while (count > 0) text[text_bytes++] = digits[--count];
}

static void put(char operation, long id, size_t bytes) {
    if (text_bytes > sizeof text - 64) flush();
    text[text_bytes++] = operation;
    text[text_bytes++] = ' ';
    put_number((unsigned long) id);
    if (operation != 'f') {
        text[text_bytes++] = ' ';
        put_number(bytes);
    }
    text[text_bytes++] = '\n';
}

static void *allocated(void *pointer, size_t bytes) {
    if (pointer == NULL) return NULL;
    pthread_mutex_lock(&lock);
    if (file >= 0) {
        insert((uintptr_t) pointer, ids);
        put('a', ids++, bytes);
    }
    pthread_mutex_unlock(&lock);
    return pointer;
}

void *malloc(size_t bytes) { return allocated(__libc_malloc(bytes), bytes); }
void *calloc(size_t count, size_t bytes) { return allocated(__libc_calloc(count, bytes), count * bytes); }
void *memalign(size_t alignment, size_t bytes) { return allocated(__libc_memalign(alignment, bytes), bytes); }
void *aligned_alloc(size_t alignment, size_t bytes) { return memalign(alignment, bytes); }
void *valloc(size_t bytes) { return memalign((size_t) sysconf(_SC_PAGESIZE), bytes); }

int posix_memalign(void **pointer, size_t alignment, size_t bytes) {
    if (alignment < sizeof(void *) || (alignment & (alignment - 1)) != 0) return EINVAL;
    void *block = memalign(alignment, bytes);
    if (block == NULL) return ENOMEM;
    *pointer = block;
    return 0;
}

/* Written down before the block is free: afterwards it may be another thread's. */
void free(void *pointer) {
    if (pointer == NULL) return;
    pthread_mutex_lock(&lock);
    long id = file < 0 ? -1 : take((uintptr_t) pointer);
    if (id >= 0) put('f', id, 0);
    pthread_mutex_unlock(&lock);
    __libc_free(pointer);
}

void *realloc(void *pointer, size_t bytes) {
    if (pointer == NULL) return malloc(bytes);
    if (bytes == 0) {
        free(pointer);
        return NULL;
    }
    pthread_mutex_lock(&lock);
    long id = file < 0 ? -1 : take((uintptr_t) pointer);
    pthread_mutex_unlock(&lock);
    void *moved = __libc_realloc(pointer, bytes);
    pthread_mutex_lock(&lock);
    if (id >= 0) insert((uintptr_t) (moved != NULL ? moved : pointer), id);
    if (id >= 0 && moved != NULL) put('r', id, bytes);
    pthread_mutex_unlock(&lock);
    return moved;
}

void *reallocarray(void *pointer, size_t count, size_t bytes) {
    if (bytes != 0 && count > SIZE_MAX / bytes) {
        errno = ENOMEM;
        return NULL;
    }
    return realloc(pointer, count * bytes);
}

static void before_fork(void) { pthread_mutex_lock(&lock); }
static void in_parent(void) { pthread_mutex_unlock(&lock); }
static void in_child(void) {
    close(file);
    file = -1;
    text_bytes = 0;
    pthread_mutex_unlock(&lock);
}

static void finish(void) {
    pthread_mutex_lock(&lock);
    if (file >= 0) flush();
    file = -1;
    pthread_mutex_unlock(&lock);
}

/* Without destructors, as shells end. The child of a vfork has our memory, and is not us. */
void _exit(int status) {
    if (getpid() == owner) finish();
    syscall(SYS_exit_group, status);
    __builtin_unreachable();
}

void _Exit(int status) { _exit(status); }

__attribute__((constructor)) static void begin(void) {
    const char *stem = getenv("LAB_RECORD");
    char name[4096];
    if (stem == NULL || snprintf(name, sizeof name, "%s.%d", stem, (int) getpid()) >= (int) sizeof name) return;
    int low = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (low < 0) return;
    owner = getpid();
    pthread_atfork(before_fork, in_parent, in_child);
    file = fcntl(low, F_DUPFD_CLOEXEC, 200); /* out of the way of programs that use low descriptors by number */
    close(low);
}

__attribute__((destructor)) static void end(void) { finish(); }
