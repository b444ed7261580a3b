package dev.ashlar.platform;

import java.util.Arrays;

/**
 * Bytes that can be put back to what they were. They are kept, and their changes noted, as words of 4, the first byte the lowest: an int is a
 * number of the processor's in JavaScript, and a long is not. (With bytes, and an object for each change, a page of a heap took ten times as
 * long.)
 * <pre>
 *   chunks    | 4096 words | null | null | 4096 words | …      those never written read as zero
 *   changes   | word number, what it was | word number, what it was | …
 * </pre>
 */
final class WordMemory {
    private static final int LOG_CHUNK_WORDS = 12;
    private static final int CHUNK_WORDS = 1 << LOG_CHUNK_WORDS;
    private static final int LOG_WORD_BYTES = 2;
    private static final int WORD_BYTES = 1 << LOG_WORD_BYTES;

    private final int[][] chunks;
    private int[] changes = new int[CHUNK_WORDS];
    private int countChanges;

    /** Of 2^{@code logBytes} bytes; an address is a number of a byte. */
    WordMemory(int logBytes) {
        chunks = new int[1 << logBytes - LOG_WORD_BYTES - LOG_CHUNK_WORDS][];
    }

    /** A moment to come back to. */
    int now() {
        return countChanges;
    }

    /** Undoes everything since {@code moment}. */
    void backTo(int moment) {
        while (countChanges > moment) {
            countChanges -= 2;
            int word = changes[countChanges];
            chunks[word >> LOG_CHUNK_WORDS][word & CHUNK_WORDS - 1] = changes[countChanges + 1];
        }
    }

    byte loadByte(int at) {
        return (byte) (word(at >> LOG_WORD_BYTES) >>> shift(at));
    }

    int loadInt(int at) {
        if (isOfWords(at)) return word(at >> LOG_WORD_BYTES);
        int value = 0;
        for (int i = WORD_BYTES - 1; i >= 0; i--) value = value << Byte.SIZE | loadByte(at + i) & 0xFF;
        return value;
    }

    long loadLong(int at) {
        return (long) loadInt(at + WORD_BYTES) << Integer.SIZE | Integer.toUnsignedLong(loadInt(at));
    }

    void storeByte(int at, byte value) {
        int others = word(at >> LOG_WORD_BYTES) & ~(0xFF << shift(at));
        setWord(at >> LOG_WORD_BYTES, others | (value & 0xFF) << shift(at));
    }

    void storeInt(int at, int value) {
        if (isOfWords(at)) setWord(at >> LOG_WORD_BYTES, value);
        else for (int i = 0; i < WORD_BYTES; i++) storeByte(at + i, (byte) (value >>> Byte.SIZE * i));
    }

    void storeLong(int at, long value) {
        storeInt(at, (int) value);
        storeInt(at + WORD_BYTES, (int) (value >>> Integer.SIZE));
    }

    void fill(int from, int sizeBytes, byte value) {
        int word = (value & 0xFF) * 0x01010101;
        int end = from + sizeBytes;
        for (int at = from; at < end; ) {
            if (word == 0 && chunks[at >> LOG_WORD_BYTES + LOG_CHUNK_WORDS] == null) {
                at = (at | CHUNK_WORDS * WORD_BYTES - 1) + 1;
            } else if (isOfWords(at) && end - at >= WORD_BYTES) {
                setWord(at >> LOG_WORD_BYTES, word);
                at += WORD_BYTES;
            } else {
                storeByte(at++, value);
            }
        }
    }

    void copy(int from, int to, int sizeBytes) {
        byte[] bytes = new byte[sizeBytes];
        for (int i = 0; i < sizeBytes; i++) bytes[i] = loadByte(from + i);
        for (int i = 0; i < sizeBytes; i++) storeByte(to + i, bytes[i]);
    }

    private static boolean isOfWords(int at) {
        return (at & WORD_BYTES - 1) == 0;
    }

    /** Of a byte in its word. */
    private static int shift(int at) {
        return (at & WORD_BYTES - 1) * Byte.SIZE;
    }

    private int word(int number) {
        int[] chunk = chunks[number >> LOG_CHUNK_WORDS];
        return chunk == null ? 0 : chunk[number & CHUNK_WORDS - 1];
    }

    private void setWord(int number, int value) {
        int old = word(number);
        if (old == value) return;
        if (countChanges == changes.length) changes = Arrays.copyOf(changes, 2 * countChanges);
        changes[countChanges++] = number;
        changes[countChanges++] = old;
        int index = number >> LOG_CHUNK_WORDS;
        if (chunks[index] == null) chunks[index] = new int[CHUNK_WORDS];
        chunks[index][number & CHUNK_WORDS - 1] = value;
    }
}
