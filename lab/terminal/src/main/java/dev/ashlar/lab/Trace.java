package dev.ashlar.lab;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * What a program asked of malloc, in the order in which it did.
 *
 * @param ids how many blocks there are; their ids are 0 to {@code ids - 1}
 */
record Trace(int ids, List<Operation> operations) {
    static final char ALLOCATE = 'a';
    static final char RESIZE = 'r';
    static final char FREE = 'f';

    /** The id in a free of NULL. */
    static final int NO_ID = -1;

    private static final int OPERATION_BYTES = 16;

    /** One call; {@code sizeBytes} is 0 for a free. */
    record Operation(char letter, int id, long sizeBytes) {}

    /** How many payload bytes are live at most, and after which operation that is first so. */
    record Peak(long liveBytes, int operation) {}

    /** Reads a file in the format of malloc courses; throws {@link LabFailure} that names file, line and what was expected. */
    static Trace read(Path file) {
        return new TraceReader(file).read();
    }

    Peak peak() {
        long[] sizes = new long[ids];
        long liveBytes = 0;
        Peak peak = new Peak(0, 0);
        for (int i = 0; i < operations.size(); i++) {
            Operation operation = operations.get(i);
            if (operation.id() == NO_ID) continue;
            liveBytes += operation.sizeBytes() - sizes[operation.id()];
            sizes[operation.id()] = operation.sizeBytes();
            if (liveBytes > peak.liveBytes()) peak = new Peak(liveBytes, i);
        }
        return peak;
    }

    long count(char letter) {
        return operations.stream().filter(one -> one.letter() == letter).count();
    }

    /** The bytes of all requests together. */
    long requestedBytes() {
        return operations.stream().mapToLong(Operation::sizeBytes).sum();
    }

    /** Writes it in the format of malloc courses: a suggested heap size, ids, operations, a weight, then a line for each operation. */
    void write(Path file) {
        try (BufferedWriter writer = Files.newBufferedWriter(file, StandardCharsets.US_ASCII)) {
            writer.write("%d\n%d\n%d\n1\n".formatted(peak().liveBytes(), ids, operations.size()));
            for (Operation operation : operations) {
                writer.write(operation.letter() + " " + operation.id());
                writer.write(operation.letter() == FREE ? "\n" : " " + operation.sizeBytes() + "\n");
            }
        } catch (IOException failure) {
            throw new LabFailure("can't write %s: %s".formatted(file, failure));
        }
    }

    /** Writes it as the player reads it: 8 bytes each for ids and operations, then for each of these 4 for its letter, 4 for its id, 8 for its size. */
    void writeForPlayer(Path file) {
        ByteBuffer bytes =
                ByteBuffer.allocate(16 + OPERATION_BYTES * operations.size()).order(ByteOrder.nativeOrder());
        bytes.putLong(ids).putLong(operations.size());
        for (Operation operation : operations)
            bytes.putInt(operation.letter()).putInt(operation.id()).putLong(operation.sizeBytes());
        bytes.flip();
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            while (bytes.hasRemaining()) channel.write(bytes);
        } catch (IOException failure) {
            throw new LabFailure("can't write %s: %s".formatted(file, failure));
        }
    }
}
