/** Mutual exclusion that survives signals and forks. */
package dev.ashlar.core.lock;
