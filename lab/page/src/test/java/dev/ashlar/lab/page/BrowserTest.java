package dev.ashlar.lab.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page in a real Chromium. Screenshots stay in {@code target/screenshots}. */
final class BrowserTest {
    private static final Path ROOT = Path.of(System.getProperty("ashlar.root"));
    private static final Path LAB = ROOT.resolve("build/lab").toAbsolutePath().normalize();
    private static final Path SCREENSHOTS = ROOT.resolve("lab/page/target/screenshots");
    private static final long MOST_BYTES = 250_000;
    private static final String TRACE =
            "a 0 100\na 1 3000\na 2 60 @1\nf 1\nr 0 500\na 3 40\nf 3\na 4 5000\nf 4\nf 2\na 5 700";

    private static Playwright playwright;
    private static Browser browser;

    private final List<String> errors = new ArrayList<>();
    private com.microsoft.playwright.Page page;

    @BeforeAll
    static void start() {
        Path chromium = Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
        Assumptions.assumeTrue(chromium != null, "chromium is not installed");
        playwright = Playwright.create();
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(chromium)
                        .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-background-networking")));
    }

    @AfterAll
    static void end() {
        if (playwright != null) playwright.close();
    }

    @BeforeEach
    void openPage() {
        page = newPage(new Browser.NewPageOptions().setViewportSize(1280, 1000));
    }

    private com.microsoft.playwright.Page newPage(Browser.NewPageOptions options) {
        com.microsoft.playwright.Page made = browser.newPage(options);
        made.onPageError(errors::add);
        made.onConsoleMessage(message -> {
            if (message.type().equals("error")) errors.add(message.text());
        });
        return made;
    }

    @AfterEach
    void nothingWentWrong() {
        page.close();
        assertEquals(List.of(), errors);
    }

    private void open(String hash) {
        page.navigate(LAB.resolve("index.html").toUri() + hash);
    }

    private void play(String trace) {
        page.fill("#trace", trace);
        page.click("#trace-form button[type=submit]");
    }

    private String ask(String request) {
        return (String) page.evaluate("request => window.ashlar(request)", request);
    }

    private String now() {
        return page.textContent("#now");
    }

    private String heaps() {
        return page.innerHTML("#heaps");
    }

    private void shoot(String name) throws IOException {
        Files.createDirectories(SCREENSHOTS);
        page.screenshot(new com.microsoft.playwright.Page.ScreenshotOptions()
                .setPath(SCREENSHOTS.resolve(name + ".png"))
                .setFullPage(true));
    }

    private void assertMessage(String expected) {
        assertTrue(page.isVisible("#message"));
        String said = page.textContent("#message");
        assertTrue(said.contains(expected), said);
    }

    /** Forwards by the button, backwards by the key; each picture comes again. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, Player.ZONE, Player.TLSF, Player.SEGMENT})
    void everyHeapPlaysAndGoesBackToTheSamePictures(int step) throws IOException {
        open("#step=" + step);
        play(TRACE);
        int count = TRACE.split("\n").length;
        List<String> pictures = new ArrayList<>();
        pictures.add(heaps());
        for (int i = 1; i <= count; i++) {
            page.click("#forward");
            assertTrue(now().startsWith(i + " of " + count), now());
            pictures.add(heaps());
            assertNotEquals(pictures.get(i - 1), pictures.get(i));
        }
        assertTrue(page.isDisabled("#forward"));
        shoot("step-" + step);
        page.locator("#lesson").click();
        for (int i = count - 1; i >= 0; i--) {
            page.keyboard().press("ArrowLeft");
            assertEquals(pictures.get(i), heaps(), "back at " + i);
        }
        assertTrue(page.isDisabled("#back"));
    }

    /** The core here and there: not a number differs. And what is drawn is what it says. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, Player.ZONE, Player.TLSF, Player.SEGMENT})
    void theMemoryShownIsWhatTheJvmComputes(int step) {
        open("");
        Page jvm = new Page();
        String request = "open 0 " + step + " 0 4000 4\n" + TRACE;
        assertEquals(jvm.answer(request), ask(request));
        for (int i = 0; i <= TRACE.split("\n").length; i++)
            assertEquals(jvm.answer("show 0 " + i), ask("show 0 " + i), "after " + i);
        assertEquals(jvm.answer("series 0 1"), ask("series 0 1"));
        open("#step=" + step + "&threshold=4000&arenas=4&at=0");
        play(TRACE);
        page.click("#last");
        List<?> drawn = page.locator(".memory .piece[tabindex]").all().stream()
                .map(piece ->
                        piece.getAttribute("class").replace("piece ", "") + " " + piece.getAttribute("data-address"))
                .toList();
        String picture = jvm.answer("show 0 " + TRACE.split("\n").length);
        List<String> expected = new ArrayList<>();
        for (String piece : picture.substring(picture.indexOf("pieces\":[") + 9, picture.indexOf("],\"lists"))
                .split("\\},")) {
            String state = piece.replaceAll(".*\"state\":\"([a-z-]+)\".*", "$1");
            if (!state.equals("spare")) expected.add(state + " " + piece.replaceAll(".*\"address\":(\\d+).*", "$1"));
        }
        assertFalse(expected.isEmpty());
        assertEquals(expected, drawn);
    }

    /** Its width in the picture is its part of the row. */
    @Test
    void blocksAreToScale() {
        open("#step=2");
        play("a 0 48\na 1 112");
        page.click("#last");
        Locator bodies = page.locator(".memory .piece.live .body");
        double first = Double.parseDouble(bodies.nth(0).getAttribute("width"));
        double second = Double.parseDouble(bodies.nth(1).getAttribute("width"));
        assertEquals(128.0 / 64.0, second / first, 0.001);
    }

    @Test
    void whatIsTooLongToBeDrawnSaysSo() {
        open("#step=6&threshold=100000");
        play("a 0 100\na 1 50000");
        page.click("#forward");
        assertEquals(
                0, page.locator(".legend li", has("longer than it is drawn")).count());
        page.click("#forward");
        assertEquals(
                1, page.locator(".legend li", has("longer than it is drawn")).count());
        assertEquals(1, page.locator(".memory .label", has("… 1 …")).count());
    }

    private static com.microsoft.playwright.Page.LocatorOptions has(String text) {
        return new com.microsoft.playwright.Page.LocatorOptions().setHasText(text);
    }

    @Test
    void aLinkReproducesTheState() {
        open("");
        play(TRACE);
        page.selectOption("#other", "6");
        page.selectOption("#fit", "1");
        page.fill("#threshold", "600");
        page.press("#threshold", "Tab");
        for (int i = 0; i < 5; i++) page.click("#forward");
        String there = page.url();
        String shown = heaps();
        String said = now();
        page.close();
        page = newPage(new Browser.NewPageOptions().setViewportSize(1280, 1000));
        page.navigate(there);
        assertEquals(said, now());
        assertEquals(shown, heaps());
        assertEquals("600", page.inputValue("#threshold"));
        assertEquals("1", page.inputValue("#fit"));
        assertEquals(TRACE, page.inputValue("#trace"));
    }

    @Test
    void twoHeapsPlayTheSameTraceBesideEachOther() throws IOException {
        open("#step=3&other=7&trace=random&at=120");
        assertEquals(2, page.locator(".heap").count());
        assertEquals(List.of("list", "bins"), page.locator(".heap > h2").allTextContents());
        assertEquals(
                page.locator(".heap").nth(0).locator("dd").first().textContent(),
                page.locator(".heap").nth(1).locator("dd").first().textContent(),
                "what is asked for");
        shoot("two-heaps");
    }

    /** Beside a heap that everybody knows, the three of our own. */
    @ParameterizedTest
    @CsvSource({
        "9, zone, 'What is free, by kind of zone'",
        "10, tlsf, The lists that have something",
        "11, segment, 'What is free, by size of slots'"
    })
    void ourOwnHeapsAreThereToo(int heap, String name, String lists) throws IOException {
        open("#step=" + heap + "&other=5&trace=random&at=150");
        assertEquals(name, page.locator("#steps a[aria-current]").textContent());
        assertTrue(page.textContent("#lesson").contains("./ashlar run --heap " + name + " -- PROGRAM"));
        Locator own = page.locator(".heap").first();
        assertEquals(lists, own.locator(".lists h3").textContent());
        assertTrue(own.locator(".lists ul li").count() > 0);
        assertEquals(0, own.locator(".lists ol").count(), "lists whose order is not known");
        assertEquals(
                page.locator(".heap")
                        .nth(1)
                        .locator(".memory [role=button][tabindex]")
                        .count(),
                own.locator(".memory [role=button][tabindex]").count(),
                "blocks in use");
        assertEquals(0, own.locator("abbr[data-term=visited]").count());
        shoot("heap-" + name);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0, ''",
        "3, 0, fit",
        "1, 4, fit",
        "6, 0, 'fit threshold'",
        "7, 0, threshold",
        "8, 0, 'threshold arenas'",
        "11, 0, ''",
        "11, 8, 'threshold arenas'"
    })
    void whatMakesNoDifferenceToAHeapCannotBeChosen(int heap, int other, String options) {
        open("#step=" + heap + "&other=" + other);
        List<String> enabled = Stream.of("fit", "threshold", "arenas")
                .filter(option -> page.isEnabled("#" + option))
                .toList();
        assertEquals(options, String.join(" ", enabled));
    }

    @Test
    void blocksAreAllocatedAndFreedByHand() {
        open("#step=5");
        play("a 0 64");
        page.click("#last");
        page.fill("#size", "200");
        page.click("#hand button");
        assertTrue(now().contains("block 1 = malloc(200)"), now());
        page.locator(".piece[role=button]").first().click();
        assertTrue(now().contains("free(block 0)"), now());
        page.locator(".piece[role=button]").first().press("Enter");
        assertTrue(now().contains("free(block 1)"), now());
        assertEquals(0, page.locator(".piece.live").count());
        page.click("#back");
        page.fill("#size", "16");
        page.click("#hand button");
        assertEquals("a 0 64\na 1 200\nf 0\na 2 16\nf 1", page.inputValue("#trace"), "what came behind stays");
        assertTrue(now().startsWith("4 of 5"), now());
    }

    /** It is in the middle of a trace, which goes on without what was freed. */
    @Test
    void whatComesBehindDoesWithoutABlockThatWasFreedByHand() {
        open("#step=5");
        play("a 0 64\na 1 32\nr 0 100\nf 0\na 0 16\nf 0");
        page.click("#forward");
        page.click("#forward");
        page.locator(".piece[role=button]").first().click();
        assertEquals("a 0 64\na 1 32\nf 0\na 0 16\nf 0", page.inputValue("#trace"));
        assertTrue(now().startsWith("3 of 5"), now());
        page.click("#last");
        assertFalse(page.isVisible("#message"));
    }

    /** Where the reader is: below, at the trace, or at the size. */
    @Test
    void aMessageIsInView() {
        open("#step=11&trace=random&at=100");
        play("a 0 x");
        assertTrue(page.isVisible("#message"));
        double top = page.locator("#message").boundingBox().y;
        assertTrue(top >= 0 && top < 1000, "at " + top);
    }

    /** Too many arrows are faint, but for the one of the block that the reader looks at. */
    @Test
    void theArrowOfABlockIsFoundAmongMany() {
        open("#step=4&trace=random&at=150");
        assertEquals(1, page.locator(".memory.many").count());
        Locator member = page.locator(".lists li").nth(2);
        Locator link = page.locator(".link[data-address='" + member.getAttribute("data-address") + "']");
        String opacity = "link => getComputedStyle(link).opacity";
        assertEquals("0.2", link.evaluate(opacity));
        member.hover();
        assertEquals("1", link.evaluate(opacity));
        open("#step=5&trace=holes&at=50");
        assertEquals(0, page.locator(".memory.many").count());
        assertTrue(page.locator(".link").count() > 5);
    }

    private void openFile(String text) {
        page.setInputFiles("#file", new FilePayload("x.rep", "text/plain", text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aFileIsPlayedAndOneThatIsNoTraceIsAMessage() {
        open("#step=5");
        openFile("100\n1\n3\n1\na 0 100\nf -1\nf 0\n");
        page.waitForFunction("document.getElementById('position').max === '3'");
        page.click("#forward");
        page.click("#forward");
        assertEquals("2 of 3: free(NULL)", now());
        assertTrue(page.inputValue("#trace").startsWith("100\n1\n"), page.inputValue("#trace"));
        openFile("ELF".repeat(100_000));
        page.waitForSelector("#message:not([hidden])");
        assertMessage("line 1");
        assertTrue(page.textContent("#message").length() < 200);
        assertEquals("3", page.getAttribute("#position", "max"));
    }

    /** The longest, and one more: the chart has fewer moments there, as each takes long. */
    @Test
    void aLongTraceIsPlayedAndALongerOneIsAMessage() {
        open("#step=5");
        String trace = "a 0 100\nf 0\n".repeat(Trace.MOST_OPERATIONS / 2);
        openFile(trace);
        page.waitForFunction("document.getElementById('position').max === '20000'");
        page.click("#last");
        assertTrue(now().startsWith("20000 of 20000"), now());
        int moments = page.locator(".chart path.asked").getAttribute("d").split("[ML]").length - 3;
        assertEquals(40 + 1, moments, "and the start");
        openFile(trace + "a 0 100");
        page.waitForSelector("#message:not([hidden])");
        assertMessage("no more than 20000 operations");
    }

    @Test
    void twoHeapsHaveOneScale() {
        open("#step=5&other=4&trace=random&at=150");
        List<String> tops = page.locator(".heap figcaption").allTextContents();
        assertEquals(tops.get(0), tops.get(1));
        String bytesPerWidth = "heap => heap.querySelector('.piece.live .head').getAttribute('width')";
        assertEquals(
                page.locator(".heap").nth(0).evaluate(bytesPerWidth),
                page.locator(".heap").nth(1).evaluate(bytesPerWidth));
    }

    /** Hover one, the other lights up; so does the focus. */
    @Test
    void aFreeBlockIsOneThingInTheMemoryAndInItsList() {
        open("#step=5&trace=abc&at=4");
        Locator member = page.locator(".lists li").first();
        String address = member.getAttribute("data-address");
        Locator piece =
                page.locator(".memory .piece[data-address='" + address + "']").first();
        member.hover();
        assertTrue(piece.getAttribute("class").contains("lit"));
        page.mouse().move(0, 0);
        assertFalse(piece.getAttribute("class").contains("lit"));
        piece.focus();
        assertTrue(member.getAttribute("class").contains("lit"));
    }

    @Test
    void everyTermIsExplainedOnHoverAndOnFocus() {
        open("#step=7&trace=bins&at=16");
        Locator terms = page.locator("abbr[data-term]");
        assertTrue(terms.count() >= 8, "terms: " + terms.count());
        for (int i = 0; i < terms.count(); i++) {
            terms.nth(i).hover();
            assertTrue(page.isVisible("#tip") && page.textContent("#tip").length() > 20, "term " + i);
        }
        page.mouse().move(0, 0);
        assertFalse(page.isVisible("#tip"));
        terms.first().focus();
        assertTrue(page.isVisible("#tip"));
    }

    /** Each once, where the lesson has it first. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, Player.ZONE, Player.TLSF, Player.SEGMENT})
    void theTermsOfALessonAreExplained(int step) {
        open("#step=" + step);
        Locator terms = page.locator("#lesson abbr[data-term]");
        List<String> names = new ArrayList<>();
        for (int i = 0; i < terms.count(); i++) {
            names.add(terms.nth(i).getAttribute("data-term"));
            terms.nth(i).hover();
            assertEquals(
                    page.evaluate("name => TERMS[name]", names.get(i)),
                    page.locator("#tip").innerText());
        }
        assertTrue(names.size() >= 3, names::toString);
        assertEquals(names.stream().distinct().toList(), names);
    }

    /** And its explanation with it; there is no free list before the first block is free. */
    @Test
    void theFocusStaysOnATerm() {
        open("#step=5&other=4&trace=abc&at=3");
        String focused = "document.activeElement.getAttribute('data-term')";
        page.locator(".numbers abbr[data-term=slack]").nth(1).focus();
        page.keyboard().press("ArrowRight");
        assertEquals("slack", page.evaluate(focused));
        assertEquals("The heap split", page.evaluate("document.activeElement.closest('.heap').ariaLabel"));
        assertTrue(page.isVisible("#tip"));
        page.locator(".lists abbr").first().focus();
        assertEquals("list", page.evaluate(focused));
        assertTrue(page.isVisible("#tip"));
        page.keyboard().press("Home");
        assertFalse(page.isVisible("#tip"));
    }

    /** A unit of the picture is a pixel or nearly so: its text of 12 units can be read. */
    @ParameterizedTest
    @ValueSource(ints = {390, 721, 1000, 1001, 1280, 1920})
    void textInThePictureCanBeRead(int width) {
        page.setViewportSize(width, 900);
        open("#step=7&trace=random&at=100");
        Object scale = page.locator(".memory").evaluate("svg => svg.clientWidth / svg.viewBox.baseVal.width");
        assertTrue(((Number) scale).doubleValue() > 0.85, "at " + width + ": " + scale);
    }

    @ParameterizedTest
    @CsvSource({"last, back", "forward, back", "first, forward", "back, forward"})
    void theFocusStaysAmongTheButtonsAtAnEnd(String pressed, String focused) {
        open("#step=5&trace=cut&at=" + (focused.equals("back") ? 3 : 1));
        page.press("#" + pressed, "Enter");
        assertTrue(page.isDisabled("#" + pressed));
        assertEquals(focused, page.evaluate("document.activeElement.id"));
    }

    @ParameterizedTest
    @CsvSource({
        "'a 0 1|x 1', 'line 2: “x 1”, where a, r or f'",
        "'a 0 9223372036854775808', 'below 2⁶³'",
        "'a 0 -5', 'a number of bytes, 0 or more,'",
        "'f 7', 'an id that is in use'",
        "'1|2|3|4|5|a 0 1', 'the header has 5 numbers'",
        "'10|1|9|a 0 1', 'the header says 9 operations, there are 1'"
    })
    void aMalformedTraceIsAMessageAndThePageGoesOn(String trace, String message) {
        open("#step=5&trace=abc&at=3");
        String shown = heaps();
        play(trace.replace('|', '\n'));
        assertMessage(message);
        assertEquals(shown, heaps(), "what was there is still there");
        page.click("#forward");
        assertTrue(now().startsWith("4 of 6"), now());
        assertFalse(page.isVisible("#message"));
    }

    @ParameterizedTest
    @CsvSource({"9223372036854775808, below 2⁶³", "-1, '0 or more'", "many, a number of bytes", "'', a number of bytes"
    })
    void aSizeThatIsNoneIsAMessage(String size, String message) {
        open("#step=5&trace=abc&at=3");
        page.fill("#size", size);
        page.click("#hand button");
        assertMessage(message);
        page.fill("#size", "10");
        page.click("#hand button");
        assertTrue(now().contains("malloc(10)"), now());
    }

    /** That is no mistake of the reader's: malloc says so, and so does the page. */
    @Test
    void aSizeThatThereIsNoMemoryForIsNull() {
        open("#step=5&trace=abc&at=1");
        page.fill("#size", "9223372036854775807");
        page.click("#hand button");
        assertTrue(now().contains("malloc gives NULL"), now());
    }

    @ParameterizedTest
    @CsvSource({
        "#step=99, there is no heap 99",
        "#step=6&threshold=-1, 'a threshold is a number of bytes, 0 or more'",
        "#colour=red, means nothing here",
        "#at=x, where a number is expected"
    })
    void anAddressThatMeansNothingIsAMessage(String hash, String message) {
        open(hash);
        assertMessage(message);
        page.click("#forward");
        assertTrue(now().contains(" of "), now());
    }

    @Test
    void theKeyboardIsEnough() {
        open("#step=1&trace=abc");
        page.keyboard().press("ArrowRight");
        page.keyboard().press("ArrowRight");
        assertTrue(now().startsWith("2 of 6"), now());
        page.keyboard().press("End");
        assertTrue(now().startsWith("6 of 6"), now());
        page.keyboard().press("Home");
        assertEquals("Before the first operation", now());
        page.keyboard().press("Tab");
        page.keyboard().press("Tab");
        page.keyboard().press("Enter");
        assertTrue(page.textContent("#lesson h2").startsWith("2. header"), page.textContent("#lesson h2"));
        page.focus("#size");
        page.keyboard().press("ControlOrMeta+a");
        page.keyboard().type("77");
        page.keyboard().press("Enter");
        assertTrue(now().contains("malloc(77)"), now());
    }

    @Test
    void playGoesToTheEndByItself() {
        open("#step=5&trace=cut");
        page.click("#play");
        page.waitForFunction("document.getElementById('now').textContent.startsWith('4 of 4')");
        page.waitForFunction("document.getElementById('play').textContent.includes('play')");
    }

    @ParameterizedTest
    @ValueSource(ints = {320, 390})
    void aPhoneShowsItWithoutScrollingSideways(int width) throws IOException {
        page.close();
        page = newPage(new Browser.NewPageOptions().setViewportSize(width, 800).setColorScheme(ColorScheme.DARK));
        open("#step=7&other=5&trace=random&at=150");
        Object scroll = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assertEquals(0, scroll);
        shoot("phone-" + width);
    }

    @Test
    void lightAndDarkDiffer() throws IOException {
        open("#step=7&trace=bins&at=13");
        String background = "getComputedStyle(document.documentElement).backgroundColor";
        Object light = page.evaluate(background);
        shoot("light");
        page.emulateMedia(new com.microsoft.playwright.Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        assertNotEquals(light, page.evaluate(background));
        shoot("dark");
    }

    @Test
    void allOfItIsSmallAndNothingComesFromElsewhere() throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.list(LAB)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
                String text = Files.readString(file).replace("http://www.w3.org/", "");
                assertFalse(text.contains("http://") || text.contains("https://"), file::toString);
            }
        }
        assertTrue(bytes > 50_000 && bytes < MOST_BYTES, bytes + " bytes");
    }
}
