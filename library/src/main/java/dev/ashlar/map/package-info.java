/** Pictures of heaps, whatever their design: what lies where, as text, JSON and a page for a browser. No part of the public API. */
@NullMarked
package dev.ashlar.map;

import org.jspecify.annotations.NullMarked;
