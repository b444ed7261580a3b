/** What Micrometer measures of heaps and budgets. */
@NullMarked
package dev.ashlar.micrometer;

import org.jspecify.annotations.NullMarked;
