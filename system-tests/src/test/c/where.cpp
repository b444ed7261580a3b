// Prints where its blocks are; the C++ library has allocated some before the first constructor of the program.
#include <cstdio>
#include <cstdlib>

int main() {
    char *small = static_cast<char *>(malloc(100));
    char *medium = new char[30000];
    void *large = calloc(1, 3000000);
    printf("%p\n%p\n%p\n", static_cast<void *>(small), static_cast<void *>(medium), large);
    free(small);
    delete[] medium;
    free(large);
    return 0;
}
