/** Arithmetic on sizes and addresses. */
package dev.ashlar.core.size;
