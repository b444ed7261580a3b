/**
 * Memory from the system, page by page. What differs between systems is decided here, on the platform's raw calls, so
 * that the heaps above know of neither.
 */
package dev.ashlar.core.mapper;
