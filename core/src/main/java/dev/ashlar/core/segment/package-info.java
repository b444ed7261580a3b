/** The segment heap. */
package dev.ashlar.core.segment;
