package dev.ashlar.tool;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A line of a list of programs: a name, settings, and a command.
 * <pre>
 *   larsonN  groups=core,threads  seconds=/relative time: ([0-9.]+)/  ${BENCH}/larson 2 8 1000
 *   sqlite   groups=core,real  stdin=inserts.sql  expect=/^done$/  LANG=C  sqlite3 :memory:
 * </pre>
 * Settings are {@code key=value} words in front of the command; upper-case keys are environment variables.
 * {@code ${NAME}} stands for a variable of our environment; it is replaced after the line was split into words.
 */
final class NativeLine {
    private static final String GROUPS = "groups";
    private static final String STDIN = "stdin";
    private static final String SECONDS = "seconds";
    private static final String RATE = "rate";
    private static final String EXPECT = "expect";
    private static final Set<String> EXPRESSIONS = Set.of(SECONDS, RATE, EXPECT);
    private static final Set<String> KEYS = Set.of(GROUPS, STDIN, SECONDS, RATE, EXPECT);

    /** An expression between slashes may contain blanks; what is no such thing is a word. */
    private static final Pattern SETTING = Pattern.compile(
            "(?:(?<key>%s)=/(?<expression>(?:\\\\.|[^/\\\\])*)/".formatted(String.join("|", EXPRESSIONS))
                    + "|(?<name>\\w+)=(?<value>\\S*))(?:\\s+|$)");

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)}");

    private final Path list;
    private final int number;
    private final String text;
    private final Map<String, String> settings = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();

    NativeLine(Path list, int number, String text) {
        this.list = list;
        this.number = number;
        this.text = text;
    }

    Ashlar.Complaint wrong(String why) {
        return new Ashlar.Complaint("%s:%d: %s: %s".formatted(list, number, why, text));
    }

    NativeProgram program() {
        String[] nameAndRest = text.split("\\s+", 2);
        String rest = nameAndRest.length < 2 ? "" : nameAndRest[1];
        String command = rest.substring(readSettings(rest));
        if (command.isEmpty()) throw wrong("it is no name and command");
        return new NativeProgram(
                nameAndRest[0],
                Stream.of(settings.getOrDefault(GROUPS, "").split(","))
                        .filter(group -> !group.isEmpty())
                        .distinct()
                        .toList(),
                Map.copyOf(environment),
                settings.getOrDefault(STDIN, "/dev/null"),
                expression(EXPECT, 0),
                ownTime(),
                Stream.of(command.split("\\s+")).map(this::replaced).toList());
    }

    /** Returns where the settings end and the command starts. */
    private int readSettings(String rest) {
        Matcher matcher = SETTING.matcher(rest);
        int at = 0;
        while (matcher.region(at, rest.length()).lookingAt()) {
            if (matcher.group("key") != null) set(matcher.group("key"), matcher.group("expression"));
            else readWord(matcher.group("name"), matcher.group("value"));
            at = matcher.end();
        }
        return at;
    }

    private void readWord(String name, String value) {
        if (EXPRESSIONS.contains(name)) throw wrong("%s= needs a regular expression between slashes".formatted(name));
        if (KEYS.contains(name)) set(name, replaced(value));
        else if (name.matches("[A-Z_][A-Z_0-9]*")) environment.put(name, replaced(value));
        else throw wrong("there is no setting '%s='".formatted(name));
    }

    private void set(String key, String value) {
        if (settings.put(key, value) != null) throw wrong("%s= is there twice".formatted(key));
    }

    private String replaced(String word) {
        return VARIABLE.matcher(word).replaceAll(this::value);
    }

    private String value(MatchResult variable) {
        String value = System.getenv(variable.group(1));
        if (value == null) throw wrong("the environment has no %s".formatted(variable.group(1)));
        return Matcher.quoteReplacement(value);
    }

    private NativeProgram.@Nullable OwnTime ownTime() {
        Pattern seconds = expression(SECONDS, 1);
        Pattern rate = expression(RATE, 1);
        if (seconds != null && rate != null) throw wrong("seconds= and rate= exclude each other");
        if (seconds != null) return new NativeProgram.OwnTime(seconds, false);
        return rate == null ? null : new NativeProgram.OwnTime(rate, true);
    }

    private @Nullable Pattern expression(String key, int leastGroups) {
        String expression = settings.get(key);
        if (expression == null) return null;
        try {
            Pattern pattern = Pattern.compile(expression, Pattern.MULTILINE);
            if (pattern.matcher("").groupCount() < leastGroups)
                throw wrong("%s= needs a group around the number".formatted(key));
            return pattern;
        } catch (PatternSyntaxException bad) {
            throw wrong("%s= is no regular expression: %s".formatted(key, bad.getDescription()));
        }
    }
}
