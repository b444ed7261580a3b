/** What every heap must do, on every platform: suites against {@link dev.ashlar.suites.Subject}. */
@NullMarked
package dev.ashlar.suites;

import org.jspecify.annotations.NullMarked;
