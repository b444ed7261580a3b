/* Windows limits a process in other ways. */
#define RLIMIT_AS 9

struct rlimit {
    size_t rlim_cur, rlim_max;
};

static inline int getrlimit(int resource, struct rlimit *limit) {
    (void) resource;
    limit->rlim_cur = limit->rlim_max = (size_t) -1;
    return 0;
}

static inline int setrlimit(int resource, const struct rlimit *limit) {
    (void) resource, (void) limit;
    return -1;
}
