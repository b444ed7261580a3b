/*
 * libashlar-guarded.so: the heap that notices when it is misused. It replaces the malloc of every program that it is
 * preloaded under or linked to; this header declares what it has beyond <stdlib.h>. On Windows it has the functions of the
 * malloc family that <ashlar.h> declares, under the same names: ashlar-guarded.dll takes the place of ashlar.dll.
 */
#ifndef ASHLAR_GUARDED_H
#define ASHLAR_GUARDED_H

#include <stddef.h>

#ifdef _WIN32
#include "ashlar.h"
#elif !defined ASHLAR_API
#define ASHLAR_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Looks at the surroundings of every live block, and at every block that was freed lately. What is damaged is reported on
 * standard error, once; then ASHLAR_ON_ERROR decides: abort (the default), report or ignore. How much was.
 */
ASHLAR_API size_t ashlar_check_all(void);

#ifdef __cplusplus
}
#endif

#endif
