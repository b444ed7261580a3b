package dev.ashlar.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The sources of the ladder read as a lesson: from one step to the next, only the idea differs. */
final class LadderLessonTest {
    private static final Path LADDER =
            Path.of(System.getProperty("ashlar.root"), "core/src/main/java/dev/ashlar/core/ladder");
    private static final int MOST_LINES = 300;
    private static final Pattern METHOD = Pattern.compile("^    (?:private )?static \\w+ (\\w+)\\(.*\\{$");
    private static final Pattern NAME = Pattern.compile("\\w+Heap\\b");

    private static List<String> lines(String step) throws IOException {
        return Files.readAllLines(LADDER.resolve(step + ".java"));
    }

    /** Code alone: what the comments say of each step is its own, and so is its name. */
    private static List<String> code(String step) throws IOException {
        List<String> code = new ArrayList<>();
        for (String line : lines(step)) {
            String bare = line.strip();
            boolean isComment = bare.startsWith("*") || bare.startsWith("/*") || bare.startsWith("//");
            if (!bare.isEmpty() && !isComment) code.add(NAME.matcher(bare).replaceAll("Step"));
        }
        return code;
    }

    private static List<String> methods(String step) throws IOException {
        List<String> methods = new ArrayList<>();
        for (String line : lines(step)) {
            Matcher matcher = METHOD.matcher(line);
            if (matcher.matches()) methods.add(matcher.group(1));
        }
        return methods;
    }

    /** Lines that are in one of the two alone, by their longest common subsequence. */
    private static int differing(List<String> left, List<String> right) {
        int[][] common = new int[left.size() + 1][right.size() + 1];
        for (int i = 1; i <= left.size(); i++)
            for (int j = 1; j <= right.size(); j++)
                common[i][j] = left.get(i - 1).equals(right.get(j - 1))
                        ? common[i - 1][j - 1] + 1
                        : Math.max(common[i - 1][j], common[i][j - 1]);
        return left.size() + right.size() - 2 * common[left.size()][right.size()];
    }

    @ParameterizedTest
    @CsvSource({
        "BumpHeap, HeaderHeap, 16",
        "HeaderHeap, ListHeap, 42",
        "ListHeap, SplitHeap, 10",
        "SplitHeap, MergeHeap, 35",
        "MergeHeap, MapHeap, 8",
        "MapHeap, BinsHeap, 136"
    })
    void aStepDiffersFromTheOneBeforeByItsIdea(String step, String next, int mostLines) throws IOException {
        int differing = differing(code(step), code(next));
        assertTrue(differing > 0 && differing <= mostLines, "%d lines differ".formatted(differing));
        List<String> kept = new ArrayList<>(methods(next));
        kept.retainAll(methods(step));
        List<String> expected = new ArrayList<>(methods(step));
        expected.retainAll(kept);
        assertEquals(expected, kept, "what both have is in the same order");
        assertEquals(List.of("malloc", "free", "realloc"), methods(next).subList(0, 3));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"BumpHeap", "HeaderHeap", "ListHeap", "SplitHeap", "MergeHeap", "MapHeap", "BinsHeap", "Arenas"})
    void aStepIsShort(String step) throws IOException {
        assertTrue(
                lines(step).size() < MOST_LINES,
                "%d lines".formatted(lines(step).size()));
    }
}
