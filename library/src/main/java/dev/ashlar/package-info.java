/** Memory outside the garbage collector's care: pools over memory that you have. */
@NullMarked
package dev.ashlar;

import org.jspecify.annotations.NullMarked;
