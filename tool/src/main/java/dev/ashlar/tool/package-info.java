/** The command line. */
@NullMarked
package dev.ashlar.tool;

import org.jspecify.annotations.NullMarked;
