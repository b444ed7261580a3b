package dev.ashlar.lab.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the script asks for, and what it is told. */
final class PageTest {
    private final Page page = new Page();

    @Test
    void aHeapIsOpenedAndShown() {
        assertEquals("{\"count\":3}", page.answer("open 0 5 0 0 1\na 0 100\na 1 200\nf 0"));
        String start = page.answer("show 0 0");
        assertTrue(start.startsWith("{\"position\":0,\"count\":3,\"played\":\"\",\"said\":\"\",\"pieces\":[]"), start);
        String end = page.answer("show 0 3");
        assertTrue(end.contains("\"state\":\"free\""), end);
        assertTrue(end.contains("\"id\":1,\"requested\":200"), end);
        assertTrue(end.contains("\"lists\":[{\"bin\":0,\"arena\":0,\"members\":[1048576]}]"), end);
        assertTrue(end.contains("\"requested\":200,\"peakRequested\":300,\"live\":1"), end);
    }

    /** The heap knows nothing of its blocks there, but the trace does. */
    @Test
    void onBumpTheBlocksOfTheTraceAreShownAndWhatIsFreedIsNobodys() {
        page.answer("open 0 1 0 0 1\na 0 100\na 1 20\na 2 16\nf 1");
        String picture = page.answer("show 0 4");
        assertTrue(picture.contains("\"address\":1048576,\"bytes\":112,"), picture);
        assertTrue(
                picture.contains(
                        "\"address\":1048688,\"bytes\":32,\"payload\":1048688,\"payloadBytes\":32,\"state\":\"handed-out\""),
                picture);
        assertTrue(picture.contains("\"id\":2,\"requested\":16"), picture);
        assertTrue(picture.contains("\"gone\":32"), picture);
    }

    @Test
    void theSeriesHasAMomentForEachOperationAndLeavesThePosition() {
        page.answer("open 1 7 0 0 1\na 0 100\na 1 200\nf 0");
        String before = page.answer("show 1 1");
        String series = page.answer("series 1 1");
        assertEquals(4, series.split("\"requested\"").length - 1, series);
        assertEquals(2, page.answer("series 1 2").split("\"requested\"").length - 1);
        assertEquals(before, page.answer("show 1 1"));
    }

    @ParameterizedTest
    @CsvSource({
        "jump, is no request",
        "'', is no request",
        "show 0 0, no heap has been opened on side 0",
        "show 2 0, a side is 0 or 1",
        "show, a number is missing",
        "series 0 0, a stride is 1 or more",
        "open 0 12 0 0 1, there is no heap 12",
        "open 0 x 0 0 1, is no number",
        "open 0 5 2 0 1, a fit is 0 or 1",
        "open 0 5 0 0 9, there may be 1 to 8 arenas",
        "'open 0 6 0 -1 1|a 0 1', 'a threshold is a number of bytes, 0 or more, not -1'",
        "'open 0 5 0 0 1|a b', where a ID BYTES",
        "'check|f 0', where an id that is in use"
    })
    void aMistakeIsAMessage(String request, String message) {
        String answer = page.answer(request.replace('|', '\n'));
        assertTrue(answer.startsWith("{\"mistake\":\"") && answer.contains(message), answer);
        assertEquals("{\"count\":1}", page.answer("check\na 0 1"), "it goes on");
    }
}
