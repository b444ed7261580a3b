package dev.ashlar.bench;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.Main;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code ./ashlar bench jvm}: the table; or JMH, with the GC profiler, for whoever gives options of JMH's alone. */
@Command(
        name = "ashlar bench jvm",
        description = "Measure the Java library beside the JDK's arenas, malloc, Unsafe, Netty and LWJGL, under JMH.",
        footer = {
            "",
            "Every round runs each row once on each allocator, in a JVM of its own. The table",
            "shows medians over all iterations, ± half of what the middle half of them lies",
            "in, and bytes of garbage per operation where there is any. Nobody touches the",
            "blocks. A row's goal is reached (yes) or not (no). All rows take a quarter",
            "of an hour, and more on a machine that is busy.",
            "",
            "What follows -- is JMH's, for each measurement: -- -i 10 -r 1s. Without rows and",
            "options of ours everything is JMH's, and so is what it prints:",
            "./ashlar bench jvm PoolBench -f 1"
        })
public final class JvmBench implements Callable<Integer> {
    private static final int USAGE = 2;
    private static final int COLD_STARTS = 5;
    private static final String SEPARATOR = "--";

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this.")
    private boolean isHelp;

    @Option(names = "--rounds", paramLabel = "N", description = "Runs of each row on each allocator. Default: 3.")
    private int rounds = 3;

    @Option(names = "--quick", description = "One short round: shows that all of it works, and measures little.")
    private boolean isQuick;

    @Option(
            names = "--processor-time",
            description = "In the place of the clock's, but for remote and cold rows: for a machine that is busy.")
    private boolean isProcessorTime;

    @Parameters(arity = "0..*", paramLabel = "ROW", description = "Which rows, or groups of rows; all by default.")
    private List<String> names = List.of();

    private final List<String> jmhOptions;

    private JvmBench(List<String> jmhOptions) {
        this.jmhOptions = jmhOptions;
    }

    public static void main(String[] arguments) throws IOException {
        List<String> all = List.of(arguments);
        System.setProperty("jmh.ignoreLock", "true"); // of another JMH on this machine, which a test may run
        if (isForJmh(all)) runJmh(all);
        else System.exit(runTable(all));
    }

    /** Whether it begins with what only JMH understands: one of its options, or what is no row. */
    private static boolean isForJmh(List<String> arguments) {
        if (arguments.isEmpty()) return false;
        String first = arguments.getFirst();
        if (first.startsWith("-")) return !first.startsWith(SEPARATOR) && !first.equals("-h");
        return !Rows.isName(first) && Benchmarks.has(first);
    }

    private static void runJmh(List<String> arguments) throws IOException {
        try {
            parse(arguments);
        } catch (Complaint complaint) {
            System.exit(complain(complaint));
        }
        List<String> all = new ArrayList<>(List.of("-prof", "gc"));
        all.addAll(arguments);
        Main.main(all.toArray(String[]::new));
    }

    private static int runTable(List<String> arguments) {
        int end = arguments.indexOf(SEPARATOR);
        List<String> ours = end < 0 ? arguments : arguments.subList(0, end);
        List<String> jmhOptions = end < 0 ? List.of() : arguments.subList(end + 1, arguments.size());
        return new CommandLine(new JvmBench(jmhOptions))
                .setExecutionExceptionHandler((failure, _, _) -> complain(failure))
                .setParameterExceptionHandler((failure, _) -> complain(failure))
                .execute(ours.toArray(String[]::new));
    }

    private static int complain(Exception failure) {
        boolean isExpected = failure instanceof Complaint || failure instanceof ParameterException;
        System.err.println("ashlar: " + (isExpected ? failure.getMessage() : failure));
        return USAGE;
    }

    private static CommandLineOptions parse(List<String> options) {
        try {
            return new CommandLineOptions(options.toArray(String[]::new));
        } catch (CommandLineOptionException failure) {
            throw new Complaint(
                    "JMH: " + failure.getMessage().lines().findFirst().orElse("bad options"));
        }
    }

    /** Returns the exit status: whether something could not be measured. */
    @Override
    public Integer call() {
        if (rounds < 1) throw new Complaint("--rounds %d: at least 1 is needed".formatted(rounds));
        List<Row> rows = Rows.named(names);
        CaseRunner runner = new CaseRunner(parse(jmhOptions), isQuick, isProcessorTime);
        Results results = new Rounds(runner, isQuick ? 1 : COLD_STARTS).measure(isQuick ? 1 : rounds, rows);
        // ± and ≤, whatever the locale
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        new Table(isProcessorTime ? "processor ns" : "ns", results, rows).print(out);
        results.reasons().forEach(out::println);
        return results.reasons().isEmpty() ? 0 : 1;
    }
}
