/**
 * The page that shows heaps in a browser: the core itself, compiled to JavaScript, over the arrays of {@link dev.ashlar.platform.Memory}, a
 * trace that is played on it step by step, and what there is to see after each step as JSON. What draws it is beside, in {@code src/main/page}.
 */
@NullMarked
package dev.ashlar.lab.page;

import org.jspecify.annotations.NullMarked;
