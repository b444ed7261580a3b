/* show_alloc_mem as its users call it; stdout is the output alone. */
#include "expect.h"
#include "ft_malloc.h"

int main(int count, char **arguments) {
    (void) arguments;
    char *tiny = malloc(42);
    char *small = malloc(3725);
    char *large = malloc(48847);
    memset(tiny, 'x', 42);
    memset(small, 'y', 3725);
    memset(large, 'z', 48847);
    free(malloc(84));
    if (count > 1) show_alloc_mem_ex();
    else show_alloc_mem();
    return 0;
}
