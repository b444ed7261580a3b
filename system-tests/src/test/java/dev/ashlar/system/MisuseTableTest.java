package dev.ashlar.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.system.Run.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each cell of the table of docs/misuse.md that is about our heaps is true. */
final class MisuseTableTest {
    private static final int SIGABRT = 134;
    private static final int SIGSEGV = 139;

    /** The columns of the table, in their order. */
    private enum Heap {
        ZONE("libft_malloc.so"),
        TLSF("libashlar-tlsf.so"),
        SEGMENT("libashlar.so"),
        GUARDED("libashlar-guarded.so"),
        FENCED("libashlar-guarded.so", "ASHLAR_GUARD", "1"),
        HEADER("libashlar-ladder.so", "ASHLAR_HEAP", "header"),
        ARENAS("libashlar-ladder.so", "ASHLAR_HEAP", "arenas");

        private final Map<String, String> environment = new HashMap<>();

        Heap(String library, String... option) {
            Path path = Run.ROOT.resolve("build").resolve(library).toAbsolutePath();
            environment.put("LD_PRELOAD", path.toString());
            environment.put("ASHLAR_ON_ERROR", "abort");
            if (option.length != 0) environment.put(option[0], option[1]);
        }
    }

    private record Cell(String mistake, Heap heap, String says) {
        @Override
        public String toString() {
            return "%s on %s".formatted(mistake, heap);
        }
    }

    /** The cells of the first table: a row has the mistake in words, its name, and what each heap says. */
    private static Stream<Cell> cells() throws IOException {
        List<Cell> cells = new ArrayList<>();
        for (String line : Files.readAllLines(Run.ROOT.resolve("docs/misuse.md"))) {
            String[] columns = line.split(" *\\| *", -1);
            if (line.equals("## Others")) break;
            if (columns.length != 3 + Heap.values().length + 1 || !columns[2].startsWith("`")) continue;
            for (Heap heap : Heap.values())
                cells.add(new Cell(columns[2].replace("`", ""), heap, columns[3 + heap.ordinal()]));
        }
        return cells.stream();
    }

    @ParameterizedTest
    @MethodSource("cells")
    void aCellIsTrue(Cell cell) {
        Outcome outcome = Run.run(Run.WORK, cell.heap.environment, Run.compiled("damages", "-rdynamic"), cell.mistake);
        String first = outcome.err().lines().findFirst().orElse("").replaceAll("0x[0-9a-f]+", "0x…");
        switch (cell.says) {
            case "—" -> {
                assertEquals("", outcome.err());
                assertTrue(outcome.status() < 128, outcome::toString);
            }
            case "*dies*" -> {
                assertEquals("", outcome.err());
                assertEquals(SIGSEGV, outcome.status());
            }
            default -> {
                assertEquals(cell.says, "`" + first.replaceFirst("^ashlar: ", "") + "`");
                assertEquals(first.startsWith("ashlar: fault") ? SIGSEGV : SIGABRT, outcome.status());
            }
        }
    }

    @Test
    void theTableIsRead() throws IOException {
        assertEquals(16 * Heap.values().length, cells().count());
    }
}
