/** Arrow's buffers on {@linkplain dev.ashlar.Heap heaps}. */
@NullMarked
package dev.ashlar.arrow;

import org.jspecify.annotations.NullMarked;
