/* The test library: everything that dev.ashlar.entry.TestEntry exports, over roots that the caller supplies. */
#include "report.h"
