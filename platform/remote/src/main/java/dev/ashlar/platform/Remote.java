package dev.ashlar.platform;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Another process, whose memory the other classes of this package read and write, and whose functions can be called: native's
 * server.c, under Wine or an emulator. Its memory is a file of Linux's. Calls go through a mailbox in it, one at a time, and each is
 * made in the thread there that stands for the calling thread here.
 * <pre>
 *   mailbox:   itself | asked, the call's number | thread | name, zero-padded (64) | eight arguments (64) | answer | answered, its number
 * </pre>
 */
public final class Remote {
    private Remote() {}

    private static final int ASKED = 8;
    private static final int CALL = 16;
    private static final int NAME_BYTES = 64;
    private static final int CALL_BYTES = 8 + NAME_BYTES + 8 * 8;
    private static final int ANSWER = CALL + CALL_BYTES;
    private static final int ANSWERED = ANSWER + 8;

    private static Process process;
    private static FileChannel memory;
    private static long mailbox;

    private static final int LOG_LINE_BYTES = 12;
    private static final int LINE_BYTES = 1 << LOG_LINE_BYTES;
    private static final int COUNT_LINES = 1024;

    /** What was read since the last call: between calls nobody there runs, and nothing there changes but by our stores. */
    private static final Line[] LINES = new Line[COUNT_LINES];

    private static final ByteBuffer CALL_BUFFER =
            ByteBuffer.allocateDirect(CALL_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    private static final ByteBuffer WORD = ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);

    private static long countCalls;
    private static long epoch;

    /** A piece of the memory, as it was in an epoch: one begins with each call. */
    private static final class Line {
        final ByteBuffer bytes = ByteBuffer.allocateDirect(LINE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        long index = -1;
        long epoch;
    }

    /** Starts the process, once; what it writes to its standard error goes to ours. It ends with ours. */
    public static synchronized void start(List<String> command, Map<String, String> environment) {
        if (process != null) return;
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(Redirect.INHERIT);
            builder.environment().putAll(environment);
            process = builder.start();
            String line = process.inputReader().readLine();
            if (line == null) throw new EOFException("it ended with status " + process.waitFor());
            mailbox = Long.parseLong(line);
            memory = FileChannel.open(
                    Path.of("/proc/" + process.pid() + "/mem"), StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (word(mailbox) != mailbox) throw new IOException("0x%x is elsewhere there".formatted(mailbox));
        } catch (IOException | InterruptedException failure) {
            throw new IllegalStateException(String.join(" ", command), failure);
        }
    }

    /** Calls a function by its name. */
    public static synchronized long call(String name, long... arguments) {
        epoch++;
        countCalls++;
        CALL_BUFFER.clear().putLong(Thread.currentThread().threadId());
        CALL_BUFFER.put(Arrays.copyOf(name.getBytes(StandardCharsets.US_ASCII), NAME_BYTES));
        for (long argument : arguments) CALL_BUFFER.putLong(argument);
        try {
            write(mailbox + CALL, CALL_BUFFER.flip());
            write(mailbox + ASKED, WORD.clear().putLong(0, countCalls));
            while (word(mailbox + ANSWERED) != countCalls) Thread.yield();
            return word(mailbox + ANSWER);
        } catch (IOException ended) {
            throw new IllegalStateException("the process ended in " + name + Arrays.toString(arguments), ended);
        }
    }

    private static long word(long address) throws IOException {
        if (memory.read(WORD.clear(), address) != Long.BYTES) throw new EOFException();
        return WORD.getLong(0);
    }

    private static void write(long address, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (memory.write(bytes, address + bytes.position()) <= 0) throw new EOFException();
        }
    }

    static synchronized long load(long address, int sizeBytes) {
        int at = (int) address & LINE_BYTES - 1;
        if (at + sizeBytes > LINE_BYTES) {
            ByteBuffer word = ByteBuffer.allocateDirect(sizeBytes).order(ByteOrder.LITTLE_ENDIAN);
            read(address, word);
            return value(word, 0, sizeBytes);
        }
        return value(lineOf(address).bytes, at, sizeBytes);
    }

    private static long value(ByteBuffer bytes, int at, int sizeBytes) {
        return switch (sizeBytes) {
            case 1 -> bytes.get(at);
            case 4 -> bytes.getInt(at);
            default -> bytes.getLong(at);
        };
    }

    private static Line lineOf(long address) {
        long index = address >>> LOG_LINE_BYTES;
        Line line = LINES[(int) index & COUNT_LINES - 1];
        if (line == null) {
            line = new Line();
            LINES[(int) index & COUNT_LINES - 1] = line;
        }
        if (line.index != index || line.epoch != epoch) {
            line.index = -1;
            read(index << LOG_LINE_BYTES, line.bytes.clear());
            line.index = index;
            line.epoch = epoch;
        }
        return line;
    }

    static synchronized void store(long address, int sizeBytes, long value) {
        try {
            write(address, WORD.clear().putLong(0, value).limit(sizeBytes));
        } catch (IOException failure) {
            throw new UncheckedIOException("store of %d bytes at 0x%x".formatted(sizeBytes, address), failure);
        }
        int at = (int) address & LINE_BYTES - 1;
        Line line = LINES[(int) (address >>> LOG_LINE_BYTES) & COUNT_LINES - 1];
        if (at + sizeBytes > LINE_BYTES) epoch++; // forgets all that was read
        else if (line != null && line.index == address >>> LOG_LINE_BYTES) line.bytes.put(at, WORD, 0, sizeBytes);
    }

    static void read(long address, ByteBuffer into) {
        try {
            while (into.hasRemaining()) {
                if (memory.read(into, address + into.position()) <= 0) throw new EOFException();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("load of %d bytes at 0x%x".formatted(into.limit(), address), failure);
        }
    }
}
