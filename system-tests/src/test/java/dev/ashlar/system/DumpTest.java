package dev.ashlar.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.system.Run.Outcome;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A program writes the heap that it is on: what it holds and what it freed is there, on every heap. */
final class DumpTest {
    private record Heap(String name, String library) {}

    static Stream<Heap> heaps() {
        Stream<Heap> steps = Stream.of("header", "list", "split", "merge", "map", "bins", "arenas")
                .map(step -> new Heap(step, "libashlar-ladder.so"));
        return Stream.concat(
                steps,
                Stream.of(
                        new Heap("zone", "libft_malloc.so"),
                        new Heap("tlsf", "libashlar-tlsf.so"),
                        new Heap("segment", "libashlar-dump.so"),
                        new Heap("guarded", "libashlar-guarded.so")));
    }

    private record Piece(String state, long payload, long payloadBytes) {
        boolean isUsed() {
            return state.equals("live") || state.equals("mapped");
        }

        boolean contains(long address) {
            return address >= payload && address < payload + payloadBytes;
        }
    }

    private static final Pattern PIECE = Pattern.compile(
            ",?\\{\"address\":\"0x([0-9a-f]+)\",\"state\":\"([a-z-]+)\",\"bytes\":(\\d+),\"payload\":(\\d+),\"payloadBytes\":(\\d+),\"bin\":-?\\d+}");

    private static Map<String, String> on(Heap heap) {
        Map<String, String> environment = new HashMap<>();
        environment.put(
                "LD_PRELOAD",
                Run.ROOT.resolve("build/" + heap.library).toAbsolutePath().toString());
        if (heap.library.contains("ladder")) environment.put("ASHLAR_HEAP", heap.name);
        return environment;
    }

    /** What the program said, and what it wrote of its heap. */
    private static List<String> parts(Heap heap, int format) {
        String program = Run.compiled(
                "dumps", Run.ROOT.resolve("build/libashlar-ladder.so").toString());
        Outcome outcome =
                Run.run(Run.WORK, on(heap), program, Integer.toString(format)).succeeded();
        List<String> parts = List.of(outcome.out().split("---\n", 2));
        assertEquals(2, parts.size(), outcome::out);
        return parts;
    }

    private static List<Piece> pieces(Heap heap, String json) {
        List<String> lines = json.lines().toList();
        assertEquals("{\"heap\":\"" + heap.name + "\",\"pieces\":[", lines.getFirst());
        assertEquals("]}", lines.getLast());
        List<Piece> pieces = new ArrayList<>();
        for (String line : lines.subList(1, lines.size() - 1)) {
            Matcher matcher = PIECE.matcher(line);
            assertTrue(matcher.matches(), line);
            assertEquals(pieces.isEmpty(), !line.startsWith(","), line);
            long payload = Long.parseLong(matcher.group(1), 16) + Long.parseLong(matcher.group(4));
            pieces.add(new Piece(matcher.group(2), payload, Long.parseLong(matcher.group(5))));
        }
        return pieces;
    }

    @ParameterizedTest
    @MethodSource("heaps")
    void everyBlockIsThere(Heap heap) {
        List<String> parts = parts(heap, 2);
        List<Piece> pieces = pieces(heap, parts.get(1));
        int live = 0;
        for (String said : parts.getFirst().lines().toList()) {
            String[] words = said.split(" ");
            long address = Long.decode(words[1]);
            List<Piece> there =
                    pieces.stream().filter(piece -> piece.contains(address)).toList();
            if (words[0].equals("live")) {
                assertEquals(1, there.size(), said);
                assertTrue(there.getFirst().isUsed() && there.getFirst().payload == address, said + there);
                assertTrue(there.getFirst().payloadBytes >= Long.parseLong(words[2]), said + there);
                live++;
            } else {
                assertTrue(there.stream().noneMatch(Piece::isUsed), said + there);
            }
        }
        assertEquals(20, live);
    }

    @ParameterizedTest
    @MethodSource("heaps")
    void theTextHasALineForEachBlock(Heap heap) {
        List<String> parts = parts(heap, 0);
        List<String> lines = parts.get(1).lines().toList();
        assertTrue(lines.getFirst().startsWith("ashlar: " + heap.name + " heap of "), lines.getFirst());
        assertTrue(
                lines.stream().skip(2).allMatch(line -> line.matches("  0x[0-9a-f]+ +\\d+  [a-z-]+( +\\d+)?")),
                parts.get(1));
        assertTrue(lines.stream().filter(line -> line.contains("  live")).count() >= 19);
        String colored = parts(heap, 1).get(1);
        assertTrue(colored.contains("\033[30;42mlive") && colored.contains("\033[0m"), colored);
    }

    @ParameterizedTest
    @MethodSource("heaps")
    void theDrawingIsWellFormedAndStaysSmall(Heap heap) throws Exception {
        String svg = parts(heap, 3).get(1);
        var document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
        assertEquals("svg", document.getDocumentElement().getTagName());
        var rectangles = document.getElementsByTagName("rect");
        assertTrue(rectangles.getLength() >= 50, "rectangles: " + rectangles.getLength());
        assertTrue(document.getElementsByTagName("text").getLength() <= 500);
        double height = Double.parseDouble(document.getDocumentElement().getAttribute("height"));
        for (int i = 0; i < rectangles.getLength(); i++) {
            var attributes = rectangles.item(i).getAttributes();
            assertTrue(Double.parseDouble(attributes.getNamedItem("y").getNodeValue()) < height);
        }
    }

    @ParameterizedTest
    @MethodSource("heaps")
    void itIsWrittenAtTheEndWhenAskedFor(Heap heap) {
        Map<String, String> environment = on(heap);
        environment.put("ASHLAR_DUMP", "json");
        String said = Run.run(Run.WORK, environment, "/usr/bin/python3", "-c", "pass")
                .succeeded()
                .err();
        assertFalse(pieces(heap, said).isEmpty());
    }

    /** Those programs that close stderr before they end have another descriptor for it. */
    @Test
    void itGoesWhereItShall() {
        Map<String, String> environment = on(new Heap("bins", "libashlar-ladder.so"));
        environment.put("ASHLAR_DUMP", "json:1");
        Outcome outcome =
                Run.run(Run.WORK, environment, "/usr/bin/python3", "-c", "pass").succeeded();
        assertEquals("", outcome.err());
        assertFalse(
                pieces(new Heap("bins", "libashlar-ladder.so"), outcome.out()).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "libashlar-ladder.so, xml",
        "libashlar-dump.so, xml",
        "libashlar-ladder.so, tex",
        "libashlar-ladder.so, texts",
        "libashlar-ladder.so, text:",
        "libashlar-ladder.so, text:0",
        "libashlar-ladder.so, text:x",
        "libashlar-ladder.so, text:99999999999"
    })
    void anotherFormatIsRefused(String library, String value) {
        Map<String, String> environment =
                Map.of("LD_PRELOAD", Run.ROOT.resolve("build/" + library).toString(), "ASHLAR_DUMP", value);
        String said = Run.run(Run.WORK, environment, "/bin/true").succeeded().err();
        assertEquals(
                "ashlar: ASHLAR_DUMP=" + value
                        + ": text, color, json or svg is expected, and :DESCRIPTOR may follow; ignored\n",
                said);
    }
}
