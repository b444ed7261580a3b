package dev.ashlar;

import java.util.List;

/** A stack trace of something that went before, for an exception to carry. */
final class Trace extends Exception {
    private static final long serialVersionUID = 1;

    Trace(String what, List<StackTraceElement> frames) {
        super(what, null, false, true);
        setStackTrace(frames.toArray(StackTraceElement[]::new));
    }

    /** Its own constructor is no part of it. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
