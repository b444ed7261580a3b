/* What plugins.c opens. */
#include <stdlib.h>
#include <string.h>

char *plugin_malloc(size_t bytes) { return malloc(bytes); }
char *plugin_strdup(const char *text) { return strdup(text); }
char *plugin_realloc(char *block, size_t bytes) { return realloc(block, bytes); }
void plugin_free(char *block) { free(block); }
