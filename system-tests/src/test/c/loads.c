/* A C program: with argv[1], loads that C++ plugin for itself alone; without, calls operator new with no C++ at all. */
#include "expect.h"
#include <dlfcn.h>

__attribute__((weak)) void *_Znwm(size_t bytes);

int main(int count, char **arguments) {
    if (count < 2) return _Znwm(SIZE_MAX / 2) != NULL;
    void *plugin = dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
    EXPECT(plugin != NULL);
    int (*throws_bad_alloc)(size_t);
    *(void **) &throws_bad_alloc = dlsym(plugin, "throws_bad_alloc");
    EXPECT(throws_bad_alloc(100) == 0);
    EXPECT(throws_bad_alloc(SIZE_MAX / 2) == 1);
    return 0;
}
