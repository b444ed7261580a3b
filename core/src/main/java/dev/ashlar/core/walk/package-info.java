/** Visits every block of a heap, and shows them. */
package dev.ashlar.core.walk;
