/**
 * The contract between the allocators and the machine: about thirty static methods over {@code long} and {@code int}.
 *
 * <p>Each implementation has classes of these very names and signatures, and exactly one of them is on a class path:
 * <pre>
 *   platform/jvm   java.lang.foreign: memory of this process, system calls by downcall
 *   platform/sim   simulated memory for tests: bounds, unset bytes, watch points, system calls that fail on demand
 *   native         TeaVM imports: each method becomes a C expression or a static inline C function
 * </pre>
 * The classes here are compiled against and never shipped. Their methods are declared {@code native}, so that one which
 * slips onto a class path fails at its first call instead of quietly doing nothing.
 *
 * <p>Addresses are {@code long}; 0 is the null address. Sizes are in bytes. Nothing here allocates, throws or blocks
 * unless it says so.
 */
package dev.ashlar.platform;
