/* The stress on whatever malloc the program runs on. */
#define MALLOC malloc
#define CALLOC calloc
#define REALLOC realloc
#define ALIGNED aligned_alloc
#define FREE free
#define STRESSED() ((void) 0)
#include "stress.h"
