/**
 * The learning lab: how malloc came to be, in experiments that run on this machine.
 *
 * <p>An {@link dev.ashlar.lab.Experiment} is one class: its words, and a run that gives a {@link dev.ashlar.lab.Finding}, a record of
 * what was measured, which shows itself on {@link dev.ashlar.lab.Paper}. A test runs the same and asserts what the words claim. What must
 * be seen in a process without a JVM in it is a small C program, in {@code lab/terminal/src/main/c}, that the
 * {@link dev.ashlar.lab.Workshop} compiles when it is wanted first; the rest runs the core in this JVM, in a
 * {@link dev.ashlar.lab.SmallHeap}.
 */
@NullMarked
package dev.ashlar.lab;

import org.jspecify.annotations.NullMarked;
