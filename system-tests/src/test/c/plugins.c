/* A plugin, argv[1], whose names are looked up in itself first, exchanges blocks with the program. */
#define _GNU_SOURCE
#include "expect.h"
#include <dlfcn.h>

int main(int count, char **arguments) {
    EXPECT(count == 2);
    void *plugin = dlopen(arguments[1], RTLD_NOW | RTLD_DEEPBIND);
    EXPECT(plugin != NULL);
    char *(*plugin_malloc)(size_t) = dlsym(plugin, "plugin_malloc");
    char *(*plugin_strdup)(const char *) = dlsym(plugin, "plugin_strdup");
    char *(*plugin_realloc)(char *, size_t) = dlsym(plugin, "plugin_realloc");
    void (*plugin_free)(char *) = dlsym(plugin, "plugin_free");
    for (size_t bytes = 1; bytes < 1 << 22; bytes *= 3) {
        char *theirs = plugin_malloc(bytes), *mine = malloc(bytes);
        EXPECT(theirs != NULL && mine != NULL);
        memset(theirs, 1, bytes);
        memset(mine, 2, bytes);
        mine = plugin_realloc(mine, bytes * 2);
        theirs = realloc(theirs, bytes * 2);
        EXPECT(mine[bytes - 1] == 2 && theirs[bytes - 1] == 1);
        free(theirs);
        plugin_free(mine);
    }
    char *text = plugin_strdup("some text");
    EXPECT(strcmp(text, "some text") == 0);
    free(text);
    EXPECT(dlclose(plugin) == 0);
    return 0;
}
