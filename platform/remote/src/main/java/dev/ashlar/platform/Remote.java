package dev.ashlar.platform;

import java.io.DataInputStream;
import java.io.DataOutputStream;
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
 * server.c, under Wine. Its memory is a file of Linux's; calls go through its standard streams, one at a time, each made in the
 * thread there that stands for the calling thread here.
 * <pre>
 *   a call, all little-endian:   thread (8) | name, zero-padded (64) | eight arguments (64)       the answer:   result (8)
 * </pre>
 */
public final class Remote {
    private Remote() {}

    private static final int NAME_BYTES = 64;
    private static final int MOST_ARGUMENTS = 8;
    private static final int CALL_BYTES = 8 + NAME_BYTES + 8 * MOST_ARGUMENTS;

    private static Process process;
    private static DataOutputStream calls;
    private static DataInputStream answers;
    private static FileChannel memory;

    private static final int LOG_LINE_BYTES = 12;
    private static final int LINE_BYTES = 1 << LOG_LINE_BYTES;
    private static final int COUNT_LINES = 1024;

    /** What was read since the last call: between calls nobody there runs, and nothing there changes but by our stores. */
    private static final Line[] LINES = new Line[COUNT_LINES];

    /** What is stored, one word at a time. */
    private static final ByteBuffer WORD = ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);

    private static long countCalls;

    /** A piece of the memory, as it was at a call. */
    private static final class Line {
        final ByteBuffer bytes = ByteBuffer.allocateDirect(LINE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        long index = -1;
        long call;
    }

    /** Starts the process, once; what it writes to its standard error goes to ours. */
    public static synchronized void start(List<String> command, Map<String, String> environment) {
        if (process != null) return;
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(Redirect.INHERIT);
            builder.environment().putAll(environment);
            process = builder.start();
            calls = new DataOutputStream(process.getOutputStream());
            answers = new DataInputStream(process.getInputStream());
            if (call("ready") != 1) throw new IOException("the server is not ready");
            memory = FileChannel.open(
                    Path.of("/proc/" + process.pid() + "/mem"), StandardOpenOption.READ, StandardOpenOption.WRITE);
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Calls a function by its name. */
    public static synchronized long call(String name, long... arguments) {
        countCalls++;
        ByteBuffer call = ByteBuffer.allocate(CALL_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        call.putLong(Thread.currentThread().threadId());
        call.put(Arrays.copyOf(name.getBytes(StandardCharsets.US_ASCII), NAME_BYTES));
        for (long argument : arguments) call.putLong(argument);
        try {
            calls.write(call.array());
            calls.flush();
            return Long.reverseBytes(answers.readLong());
        } catch (EOFException ended) {
            throw new IllegalStateException("the process ended in " + name + Arrays.toString(arguments), ended);
        } catch (IOException failure) {
            throw new UncheckedIOException(name, failure);
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
        if (line.index != index || line.call != countCalls) {
            line.index = -1;
            read(index << LOG_LINE_BYTES, line.bytes.clear());
            line.index = index;
            line.call = countCalls;
        }
        return line;
    }

    static synchronized void store(long address, int sizeBytes, long value) {
        WORD.clear().putLong(0, value).limit(sizeBytes);
        try {
            while (WORD.hasRemaining()) memory.write(WORD, address + WORD.position());
        } catch (IOException failure) {
            throw new UncheckedIOException("store of %d bytes at 0x%x".formatted(sizeBytes, address), failure);
        }
        int at = (int) address & LINE_BYTES - 1;
        Line line = LINES[(int) (address >>> LOG_LINE_BYTES) & COUNT_LINES - 1];
        if (at + sizeBytes > LINE_BYTES) countCalls++; // forgets all that was read
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
