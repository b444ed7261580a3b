package dev.ashlar;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What the library's logger is told, which then goes nowhere else. */
final class Told extends Handler implements AutoCloseable {
    private static final Logger LOGGER = Logger.getLogger("dev.ashlar");
    private final List<String> lines = new CopyOnWriteArrayList<>();

    Told() {
        LOGGER.addHandler(this);
        LOGGER.setUseParentHandlers(false);
    }

    List<String> lines() {
        return lines;
    }

    @Override
    public void publish(LogRecord record) {
        lines.add(record.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        LOGGER.removeHandler(this);
        LOGGER.setUseParentHandlers(true);
    }
}
