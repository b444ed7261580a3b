package dev.ashlar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pools in files: closed, killed, torn, and shared by processes. */
final class PoolFileTest {
    private static final long BYTES = 1 << 20;

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("pool");
    }

    @Test
    void whatWasStoredIsThereAgain() throws IOException {
        try (Pool pool = Pool.create(file(), BYTES)) {
            MemorySegment text = pool.allocate(100);
            text.setString(0, "kept");
            pool.setMark(pool.offsetOf(text));
        }
        assertEquals(BYTES, Files.size(file()));
        try (Pool pool = Pool.open(file())) {
            MemorySegment text = pool.blockAt(pool.mark());
            assertEquals("kept", text.getString(0));
            pool.free(text);
            assertEquals(0, pool.liveBlocks());
        }
    }

    @Test
    void filesThatCantBeOpenedAreRefused() throws IOException {
        assertThrows(NoSuchFileException.class, () -> Pool.open(file()));
        assertThrows(IllegalArgumentException.class, () -> Pool.create(file(), 0));
        assertThrows(IllegalArgumentException.class, () -> Pool.create(file(), 500));
        assertFalse(Files.exists(file()), "what could not be made a pool is gone");
        Files.write(file(), new byte[5000]);
        assertThrows(FileAlreadyExistsException.class, () -> Pool.create(file(), BYTES));
        PoolDamagedException refused = assertThrows(PoolDamagedException.class, () -> Pool.open(file()));
        assertEquals("there is no pool in these 5000 bytes", refused.getMessage());
    }

    /** One byte of the header or the control, or the end, is another. */
    @Test
    void tornFilesAreRefused() throws IOException {
        Pool.create(file(), BYTES).close();
        byte[] whole = Files.readAllBytes(file());
        Random random = new Random(1);
        for (int i = 0; i < 50; i++) {
            byte[] torn = whole.clone();
            int at = random.nextInt(48);
            torn[at < 24 ? at : 64 + random.nextInt(8000)] ^= 4;
            Files.write(file(), torn);
            assertThrows(PoolDamagedException.class, () -> Pool.open(file()));
        }
        byte[] half = new byte[whole.length / 2];
        System.arraycopy(whole, 0, half, 0, half.length);
        Files.write(file(), half);
        assertThrows(PoolDamagedException.class, () -> Pool.open(file()));
        Files.write(file(), whole);
        Pool.open(file()).close();
    }

    @Test
    void aProcessOpensAFileOnce() throws IOException {
        try (Pool pool = Pool.create(file(), BYTES)) {
            assertThrows(IllegalStateException.class, () -> Pool.open(file()));
            pool.allocate(10);
        }
        Pool.open(file()).close();
    }

    @Test
    void aClosedFileEndsItsBlocks() throws IOException {
        Pool pool = Pool.create(file(), BYTES);
        MemorySegment block = pool.allocate(10);
        pool.close();
        assertThrows(IllegalStateException.class, () -> block.get(ValueLayout.JAVA_BYTE, 0));
        assertThrows(IllegalStateException.class, () -> pool.free(block));
        assertThrows(IllegalStateException.class, () -> pool.allocate(10));
    }

    @Test
    void threadsTakeTurns() throws Exception {
        try (Pool pool = Pool.create(file(), BYTES)) {
            List<Thread> threads = new ArrayList<>();
            List<Throwable> thrown = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int tag = i;
                Thread thread = new Thread(() -> PoolProcess.churn(pool, tag, 5000));
                thread.setUncaughtExceptionHandler((_, problem) -> thrown.add(problem));
                threads.add(thread);
                thread.start();
            }
            for (Thread thread : threads) thread.join();
            assertEquals(List.of(), thrown);
            assertEquals(List.of(), pool.validate());
            assertEquals(0, pool.liveBlocks());
        }
    }

    // Other processes

    private Process process(String mode) throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("ashlar.classes"),
                        PoolProcess.class.getName(),
                        mode,
                        file().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String line(Process process) throws IOException {
        BufferedReader reader = process.inputReader();
        return String.valueOf(reader.readLine());
    }

    @Test
    void twoProcessesShareAPool() throws Exception {
        try (Pool pool = Pool.create(file(), BYTES)) {
            MemorySegment counter = pool.allocate(8);
            counter.set(ValueLayout.JAVA_LONG, 0, 0);
            pool.setMark(pool.offsetOf(counter));
            Process other = process("churn");
            assertEquals("open", line(other));
            PoolProcess.churn(pool, 1, 20_000);
            assertEquals("done", line(other));
            assertEquals(0, other.waitFor());
            assertEquals(List.of(), pool.validate());
            assertEquals(1, pool.liveBlocks());
        }
    }

    /** Killed at any moment; opened again, the pool is sound, and the blocks that were not in work have their contents. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void aKilledProcessLeavesAPoolThatCanBePutInOrder(int times) throws Exception {
        Process victim = process("record");
        assertEquals("open", line(victim));
        for (int i = 0; i < 50 * times; i++) line(victim);
        victim.destroyForcibly().waitFor();
        try (Pool pool = Pool.open(file())) {
            assertEquals(List.of(), pool.validate());
            PoolProcess.requireRecorded(pool);
        }
        try (Pool pool = Pool.open(file())) {
            assertEquals(List.of(), pool.validate());
        }
    }

    /** A process that is killed while another has the pool open leaves the lock, perhaps, and the pool half changed. */
    @Test
    void theOthersGoOnWhenAProcessIsKilledInside() throws Exception {
        try (Pool pool = Pool.create(file(), BYTES)) {
            for (int i = 0; i < 10; i++) {
                Process victim = process("churn");
                assertEquals("open", line(victim));
                PoolProcess.churn(pool, 1, 300);
                victim.destroyForcibly().waitFor();
                PoolProcess.churn(pool, 2, 300);
                assertEquals(List.of(), pool.validate(), "killed " + i);
            }
        }
    }

    @Test
    void whoHoldsTheLockAndDiesIsFoundOut() throws Exception {
        try (Pool pool = Pool.create(file(), BYTES)) {
            Process victim = process("hold");
            assertEquals("open", line(victim));
            try (OutputStream go = victim.getOutputStream()) {
                go.write('\n');
            }
            assertEquals("inside", line(victim));
            victim.destroyForcibly().waitFor();
            assertTrue(pool.malloc(100) != 0);
            assertEquals(List.of(), pool.validate());
        }
    }
}
