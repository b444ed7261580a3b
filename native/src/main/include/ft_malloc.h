/*
 * libft_malloc.so: the zone heap. It replaces the malloc of every program it is preloaded under or linked to; this
 * header declares what it has beyond <stdlib.h> and <malloc.h>. On Windows ft_malloc.dll has the functions of the malloc family
 * that <ashlar.h> declares.
 */
#ifndef FT_MALLOC_H
#define FT_MALLOC_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Writes every zone and every live block to standard output, by rising address, sizes as requested:
 *
 *     TINY : 0xA0000
 *     0xA0020 - 0xA004A : 42 bytes
 *     LARGE : 0xB0000
 *     0xB0020 - 0xBBEEF : 48847 bytes
 *     Total : 48889 bytes
 *
 * Nothing is allocated on the way. Other threads wait for the heap meanwhile.
 */
void show_alloc_mem(void);

/*
 * The same with the free blocks, slack and fragmentation of each zone, the contents of each live block as a hex dump,
 * and the last allocations and frees when ASHLAR_HISTORY=N was set at start.
 */
void show_alloc_mem_ex(void);

#ifndef _WIN32 /* where <ashlar.h> has them under names of their own */
/* C23, not yet declared by every libc: free with a size (and alignment), which must be those of the allocation. */
void free_sized(void *pointer, size_t bytes);
void free_aligned_sized(void *pointer, size_t alignment, size_t bytes);
#endif

#ifdef __cplusplus
}
#endif

#endif
