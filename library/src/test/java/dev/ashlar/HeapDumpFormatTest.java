package dev.ashlar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.map.Area;
import dev.ashlar.map.Page;
import dev.ashlar.map.Picture;
import dev.ashlar.map.Piece;
import dev.ashlar.map.Tally;
import dev.ashlar.map.Use;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import javax.xml.parsers.DocumentBuilderFactory;
import org.json.JSONArray;
import org.json.JSONObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;

/** The dump's text, JSON and page: whole, of a bounded size, and with the numbers that the picture has. */
final class HeapDumpFormatTest {
    private static final int MOST_HTML_CHARS = 100_000;

    @TempDir
    private Path folder;

    private static void fill(Heap heap) {
        Random random = new Random(5);
        List<Long> blocks = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            blocks.add(heap.malloc(random.nextInt(random.nextInt(100) == 0 ? 400_000 : 2000)));
            if (random.nextInt(3) == 0) heap.free(blocks.remove(random.nextInt(blocks.size())));
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = "(DEBUG_)?(CONFINED|SHARED)")
    void jsonHasTheNumbers(HeapKind kind) {
        try (Heap heap = kind.open()) {
            fill(heap);
            HeapDump dump = heap.dump();
            Tally tally = dump.picture().tally();
            JSONObject json = new JSONObject(dump.json());
            JSONObject totals = json.getJSONObject("totals");
            assertEquals(tally.blocks(Use.LIVE), totals.getLong("liveBlocks"));
            assertEquals(heap.stats().committedBytes(), totals.getLong("committedBytes"));
            assertEquals(tally.reservedBytes(), totals.getLong("reservedBytes"));
            JSONArray areas = json.getJSONArray("areas");
            assertEquals(dump.picture().areas().size(), areas.length());
            for (int i = 0; i < areas.length(); i++)
                assertIs(dump.picture().areas().get(i), areas.getJSONObject(i));
            long live = 0;
            for (Object size : json.getJSONArray("sizes")) live += ((JSONObject) size).getLong("live");
            assertEquals(tally.blocks(Use.LIVE), live);
        }
    }

    private static void assertIs(Area area, JSONObject json) {
        assertEquals("0x" + Long.toHexString(area.address()), json.getString("address"));
        JSONArray pieces = json.getJSONArray("pieces");
        assertEquals(area.pieces().size(), pieces.length());
        for (int i = 0; i < pieces.length(); i++) {
            Piece piece = area.pieces().get(i);
            JSONObject one = pieces.getJSONObject(i);
            assertEquals(piece.address(), Long.decode(one.getString("address")));
            assertEquals(piece.bytes(), one.getLong("bytes"));
            if (piece instanceof Page page) assertIs(page, one);
            else assertEquals(piece instanceof dev.ashlar.map.Run ? piece.use().id() : "block", one.getString("is"));
        }
    }

    /** The runs of signs, written out, are the slots. */
    private static void assertIs(Page page, JSONObject json) {
        StringBuilder signs = new StringBuilder();
        int count = 0;
        for (char c : json.getString("map").toCharArray()) {
            if (Character.isDigit(c)) {
                count = 10 * count + Character.digit(c, 10);
            } else {
                signs.repeat(c, Math.max(count, 1));
                count = 0;
            }
        }
        assertEquals(page.slots(), signs.length());
        for (int i = 0; i < page.slots(); i++) assertEquals(page.use(i).sign(), signs.charAt(i), "slot " + i);
        assertEquals(page.live().cardinality(), json.getInt("live"));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = "(DEBUG_)?(CONFINED|SHARED)")
    void thePageNeedsNothingElse(HeapKind kind) throws Exception {
        try (Heap heap = kind.open()) {
            fill(heap);
            String html = heap.dump().html();
            assertTrue(html.length() <= MOST_HTML_CHARS, html.length() + " characters");
            for (String outside : List.of("http:", "https:", "src=", "href=", "url(", "@import", "fetch("))
                assertFalse(html.contains(outside), outside);
            Document document = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(html.getBytes(StandardCharsets.UTF_8)));
            assertEquals("html", document.getDocumentElement().getTagName());
            JSONObject data = new JSONObject(
                    document.getElementsByTagName("script").item(0).getTextContent());
            assertTrue(data.getJSONArray("pieces").length() > 10);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = "(DEBUG_)?(CONFINED|SHARED)")
    void aBrowserShowsIt(HeapKind kind) throws Exception {
        try (Heap heap = kind.open()) {
            for (int i = 0; i < 20; i++) heap.malloc(1000);
            Path page =
                    Files.writeString(folder.resolve("heap.html"), heap.dump().html());
            String dom = Chromium.opened(page);
            assertTrue(
                    dom.contains(kind.isDebugged() ? "block of <b>1000 bytes</b>" : "page of <b>1 KiB slots</b>"), dom);
            assertTrue(
                    dom.contains("class=\"mark\" width=\"0\"") || dom.matches("(?s).*class=\"mark\" [^>]*x=.*"), dom);
        }
    }

    /** 64 KiB for each of so many pages of 16 bytes' slots, at random: nobody has to allocate them. */
    private static Picture pictureOf(int pages) {
        Random random = new Random(3);
        List<Piece> pieces = new ArrayList<>();
        long start = 1L << 40;
        for (long i = 0; i < pages; i++) {
            BitSet live = BitSet.valueOf(new long[] {random.nextLong(), random.nextLong(), 0, random.nextLong()});
            pieces.add(new Page(
                    start + (i << 16), 1 << 16, 16, 4096, 300, 0, live, new BitSet(0), "thread <" + i % 7 + ">"));
        }
        Area area = new Area("arena", start, (long) pages << 16, 4 << 20, pieces);
        return new Picture("<huge>", "segment", "segment", List.of(area), List.of());
    }

    @Test
    void ofAHugeHeapItTakesNoMore() throws Exception {
        for (int pages = 1; pages <= 200_000; pages *= 10) {
            HeapDump dump = new HeapDump(pictureOf(pages));
            String html = dump.html();
            assertTrue(html.length() <= MOST_HTML_CHARS, "%d characters for %d pages".formatted(html.length(), pages));
            DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(html.getBytes(StandardCharsets.UTF_8)));
            assertTrue(dump.text().lines().count() < 600);
            JSONObject json = new JSONObject(dump.json());
            JSONArray pieces = json.getJSONArray("areas").getJSONObject(0).getJSONArray("pieces");
            assertEquals(pages, pieces.length());
            JSONObject last = pieces.getJSONObject(pages - 1);
            assertEquals(pages >= 100_000, last.has("density"), "slots of the last of %d pages".formatted(pages));
            if (last.has("density")) assertEquals(64, last.getString("density").length());
        }
    }

    @Test
    void aBrowserShowsAHugeHeap() throws Exception {
        Path page = Files.writeString(folder.resolve("heap.html"), new HeapDump(pictureOf(100_000)).html());
        String dom = Chromium.opened(page);
        assertTrue(dom.contains("&lt;huge&gt;"));
        assertTrue(dom.contains("not made <b>"), "what the first row has");
    }
}
