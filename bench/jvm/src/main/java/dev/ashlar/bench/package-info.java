/**
 * The Java library measured. {@link dev.ashlar.bench.JvmBench} is the command: rounds of all cases, each in a JVM of JMH's, and a table
 * of medians, ours beside our peers'.
 */
@NullMarked
package dev.ashlar.bench;

import org.jspecify.annotations.NullMarked;
