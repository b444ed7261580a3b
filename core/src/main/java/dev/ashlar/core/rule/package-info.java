/** The rules that memory must keep, as numbers; messages live outside the core. */
package dev.ashlar.core.rule;
