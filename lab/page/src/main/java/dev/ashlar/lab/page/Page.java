package dev.ashlar.lab.page;

import dev.ashlar.core.ladder.Ladder;
import dev.ashlar.platform.Memory;
import java.util.ArrayList;
import java.util.List;

/**
 * What the script of the page asks for, a text for a text. Answers are JSON; one that has a {@code mistake} says what was wrong, and nothing has
 * changed.
 * <pre>
 *   open SIDE HEAP FIT THRESHOLD ARENAS\nTRACE    begins: {count}
 *   show SIDE POSITION                            goes there: a {@link Picture}
 *   series SIDE STRIDE                            the numbers of every so many moments: {numbers: [{…}, …]}; the position stays
 *   check\nTRACE                                  whether a trace is one: {count}
 * </pre>
 * A side is 0 or 1: there may be two heaps beside each other. HEAP is a step of {@link Ladder}, or
 * {@link Player#ZONE} and so on; the others are numbers of {@link Ladder}.
 */
final class Page {
    private static final int SIDES = 2;

    private final List<Player> players = new ArrayList<>();

    /** The answer to a request. */
    String answer(String request) {
        try {
            int end = request.indexOf('\n');
            String head = end < 0 ? request : request.substring(0, end);
            String text = end < 0 ? "" : request.substring(end + 1);
            return answer(Words.of(head), text);
        } catch (Mistake | Memory.Fault mistake) {
            return new Json()
                    .open('{')
                    .field("mistake", String.valueOf(mistake.getMessage()))
                    .close('}')
                    .toString();
        }
    }

    private String answer(List<String> words, String text) {
        return switch (words.get(0)) {
            case "open" -> open(words, text);
            case "show" -> {
                Player player = player(words);
                player.goTo((int) number(words, 2));
                yield Picture.of(player);
            }
            case "series" -> {
                long stride = number(words, 2);
                if (stride < 1 || stride > Trace.MOST_OPERATIONS)
                    throw new Mistake("a stride is 1 or more, not " + stride);
                yield Picture.series(player(words), (int) stride);
            }
            case "check" -> count(Trace.parse(text).size());
            default -> throw new Mistake("\u201c" + words.get(0) + "\u201d is no request");
        };
    }

    private String open(List<String> words, String text) {
        int side = side(words);
        int heap = (int) number(words, 2);
        if (heap < Ladder.BUMP || heap > Player.SEGMENT) throw new Mistake("there is no heap " + heap);
        int arenas = (int) number(words, 5);
        if (arenas < 1 || arenas > Ladder.MOST_ARENAS) throw new Mistake("there may be 1 to 8 arenas, not " + arenas);
        int fit = (int) number(words, 3);
        if (fit != Ladder.FIRST_FIT && fit != Ladder.BEST_FIT) throw new Mistake("a fit is 0 or 1, not " + fit);
        long threshold = number(words, 4);
        if (threshold < 0) throw new Mistake("a threshold is a number of bytes, 0 or more, not " + threshold);
        Player.Choice choice = new Player.Choice(heap, fit, threshold, arenas);
        Player player = new Player(choice, Trace.parse(text));
        while (players.size() <= side) players.add(player);
        players.set(side, player);
        return count(player.count());
    }

    private static String count(int count) {
        return new Json().open('{').field("count", count).close('}').toString();
    }

    private Player player(List<String> words) {
        int side = side(words);
        if (side >= players.size()) throw new Mistake("no heap has been opened on side " + side);
        return players.get(side);
    }

    private static int side(List<String> words) {
        int side = (int) number(words, 1);
        if (side < 0 || side >= SIDES) throw new Mistake("a side is 0 or 1, not " + side);
        return side;
    }

    private static long number(List<String> words, int index) {
        if (index >= words.size())
            throw new Mistake("a number is missing behind \u201c" + String.join(" ", words) + "\u201d");
        try {
            return Long.parseLong(words.get(index));
        } catch (NumberFormatException wrong) {
            throw new Mistake("\u201c" + words.get(index) + "\u201d is no number");
        }
    }
}
