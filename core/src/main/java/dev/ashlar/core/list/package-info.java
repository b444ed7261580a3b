/** Structures that live inside the memory they keep order in: intrusive lists and bitmaps. */
package dev.ashlar.core.list;
