/** What heaps have for Ashlar's own adapters alone. */
@NullMarked
package dev.ashlar.adapter;

import org.jspecify.annotations.NullMarked;
