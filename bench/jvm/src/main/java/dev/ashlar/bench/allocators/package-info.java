/**
 * Who is measured: a class for each allocator, ours and its peers. What they do is in the classes that they extend, the same for all:
 * blocks are allocated and freed, and not touched in between. In a JVM of JMH's there is one of them, so that HotSpot knows whose
 * methods it calls.
 */
@NullMarked
package dev.ashlar.bench.allocators;

import org.jspecify.annotations.NullMarked;
