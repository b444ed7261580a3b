package dev.ashlar.map;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A picture as a page for a browser. */
public final class HtmlMap {
    /** Beyond this a page is slow to open and no use to look at. */
    private static final int MOST_CHARS = 100_000;

    /** A piece of a drawing takes more than this, so there is no use in trying with more. */
    private static final int LEAST_CHARS_OF_A_PIECE = 20;

    private final Picture picture;
    private final Tally tally;

    private HtmlMap(Picture picture) {
        this.picture = picture;
        tally = picture.tally();
    }

    /** One file that needs nothing else, drawn in as much detail as there is room for. */
    public static String of(Picture picture) {
        HtmlMap map = new HtmlMap(picture);
        if (picture.pieces() * LEAST_CHARS_OF_A_PIECE <= MOST_CHARS) {
            for (MapDrawing.Detail detail : MapDrawing.Detail.values()) {
                String html = map.html(MapDrawing.of(picture, detail, 1));
                if (html.length() <= MOST_CHARS) return html;
            }
        }
        for (long units = 1; ; units *= 2) {
            String html = map.html(MapDrawing.of(picture, MapDrawing.Detail.SUMS, units));
            if (html.length() <= MOST_CHARS || MapDrawing.isCoarsest(picture, units)) return html;
        }
    }

    private String html(MapDrawing drawing) {
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width"/>
                <title>%1$s</title>
                <style>
                %2$s</style>
                </head>
                <body>
                <header>
                <h1>%1$s<small>%3$s heap</small></h1>
                %4$s</header>
                <main>
                <div class="frame">
                %5$s</div>
                <section class="detail" aria-live="polite"></section>
                %6$s</main>
                <script type="application/json" id="data">%7$s</script>
                <script>
                //<![CDATA[
                %8$s//]]>
                </script>
                </body>
                </html>
                """.formatted(
                        escaped(picture.title()),
                        resource("map.css"),
                        picture.design(),
                        head(),
                        drawing.svg(),
                        table(),
                        drawing.data(),
                        resource("map.js"));
    }

    static String resource(String name) {
        try (InputStream in = HtmlMap.class.getResourceAsStream(name)) {
            if (in == null) throw new IllegalStateException("the library's jar has no " + name);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private String head() {
        StringBuilder html = new StringBuilder(
                "<p><b>%s</b> live in <b>%d</b> blocks, <b>%s</b> committed, <b>%s</b> reserved; %s %% fragmented</p>%n"
                        .formatted(
                                Units.bytes(tally.bytes(Use.LIVE)),
                                tally.blocks(Use.LIVE),
                                Units.bytes(tally.committedBytes()),
                                Units.bytes(tally.reservedBytes()),
                                Units.percent(tally.fragmentation())));
        html.append(share()).append("<ul class=\"legend\">\n");
        for (Use use : Use.values()) {
            if (tally.bytes(use) == 0 && tally.blocks(use) == 0) continue;
            html.append("<li title=\"%s\"><i class=\"%s\"></i>%s <span>%s</span></li>%n"
                    .formatted(escaped(use.meaning()), use.id(), use.words(), Units.bytes(tally.bytes(use))));
        }
        return html.append("</ul>\n").toString();
    }

    /** What is committed, as one bar. */
    private String share() {
        StringBuilder svg = new StringBuilder(
                "<svg class=\"share\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">");
        double at = 0;
        for (Use use : Use.values()) {
            if (!use.isCommitted() || tally.bytes(use) == 0) continue;
            double width = 1000.0 * tally.bytes(use) / tally.committedBytes();
            svg.append(String.format(
                    Locale.ROOT, "<rect class=\"%s\" x=\"%.1f\" width=\"%.1f\" height=\"10\"/>", use.id(), at, width));
            at += width;
        }
        return svg.append("</svg>\n").toString();
    }

    private String table() {
        List<Use> uses = Stream.of(Use.LIVE, Use.KEPT, Use.QUARANTINED, Use.FREE, Use.UNMADE)
                .filter(use ->
                        picture.sizes().stream().anyMatch(size -> size.tally().blocks(use) != 0))
                .toList();
        StringBuilder html = new StringBuilder("<details open=\"open\"><summary>Sizes</summary><table>\n");
        List<String> names = new ArrayList<>(List.of("size", "pages"));
        uses.forEach(use -> names.add(use.words()));
        names.addAll(List.of("live bytes", "fragmentation %", "slack %"));
        line(html, "th", names);
        for (Size size : picture.sizes()) {
            List<String> cells = new ArrayList<>(List.of(size.name(), size.pages() == 0 ? "-" : "" + size.pages()));
            uses.forEach(use -> cells.add("" + size.tally().blocks(use)));
            cells.add("" + size.tally().bytes(Use.LIVE));
            cells.add(Units.percent(size.tally().fragmentation()));
            cells.add(Units.percent(size.slack()));
            line(html, "td", cells);
        }
        return html.append("</table></details>\n").toString();
    }

    private static void line(StringBuilder html, String tag, List<String> cells) {
        html.append("<tr>");
        for (String cell : cells)
            html.append("<%s>".formatted(tag)).append(cell).append("</%s>".formatted(tag));
        html.append("</tr>\n");
    }
}
