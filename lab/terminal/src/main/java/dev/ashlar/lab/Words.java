package dev.ashlar.lab;

/**
 * What is said around an experiment. No figure of a run is in here: those are a {@link Finding}'s.
 *
 * @param title one line
 * @param lookFor what the reader shall watch, said before
 * @param explanation what it means, said afterwards
 * @param glibc where glibc does the same: file and symbol
 * @param kernel what the kernel has for it
 */
record Words(String title, String lookFor, String explanation, String glibc, String kernel) {}
