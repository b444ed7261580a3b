package dev.ashlar.suites;

/** The functions that native/src/test/c/test_library.c exports, called by name; all that they take and return is of 64 bits. */
public interface Compiled {
    long call(String name, long... arguments);

    /** As {@link #call}, of what returns an int, which is in the lower half. */
    default int callInt(String name, long... arguments) {
        return (int) call(name, arguments);
    }

    /** The calling thread will call no more: what stands for it elsewhere may end. */
    default void endThread() {}
}
