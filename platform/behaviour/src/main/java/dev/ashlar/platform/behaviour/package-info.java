/** The contract's promises as a program in the core's dialect, so that one and the same runs on every platform. */
package dev.ashlar.platform.behaviour;
