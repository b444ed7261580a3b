package dev.ashlar.tool;

import dev.ashlar.lab.Lab;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The learning path. */
@Command(
        name = "lab",
        mixinStandardHelpOptions = true,
        description = "Learn how malloc works: experiments on this machine, step by step, or a page for the browser.",
        subcommands = {LabCommand.Trace.class, LabCommand.Record.class},
        footer = {
            "",
            "Without a name: a menu; press Enter again and again. 'all' does all experiments without asking.",
            "Example: ./ashlar lab merge"
        })
final class LabCommand implements Callable<Integer> {
    private static final int USUAL_COLUMNS = 96;

    @Parameters(arity = "0..*", paramLabel = "STEP|EXPERIMENT|all", description = "What to do; the menu lists them.")
    private List<String> names = List.of();

    @Option(names = "--web", description = "Print the address of the page, and open it if there is a display.")
    private boolean isWebWanted;

    /** Returns the exit status. */
    @Override
    public Integer call() throws IOException {
        if (isWebWanted) open(lab().page());
        else if (names.isEmpty())
            lab().menu(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
        else perform(lab());
        return 0;
    }

    /** Nothing, if one of them is wrong. */
    private void perform(Lab lab) {
        names.forEach(lab::require);
        names.forEach(lab::perform);
    }

    /** Its text is UTF-8 whatever the locale says, and has colours only for a terminal whose user has not refused them. */
    private static Lab lab() {
        return lab(FileDescriptor.out, 1);
    }

    private static Lab lab(FileDescriptor file, int descriptor) {
        boolean isColoured = System.getenv().getOrDefault("NO_COLOR", "").isEmpty() && Posix.isTerminal(descriptor);
        PrintStream stream = new PrintStream(new FileOutputStream(file), true, StandardCharsets.UTF_8);
        return new Lab(Workspace.root(), stream, isColoured, Posix.columns(descriptor, USUAL_COLUMNS));
    }

    /** By the desktop's program for that, if there is a desktop; whether it works is not our business. */
    private static void open(Path page) {
        boolean isDisplay = System.getenv("DISPLAY") != null || System.getenv("WAYLAND_DISPLAY") != null;
        if (!isDisplay) return;
        try {
            new ProcessBuilder("xdg-open", page.toString())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException noSuchProgram) {
            return; // the address is printed
        }
    }

    @Command(
            name = "trace",
            mixinStandardHelpOptions = true,
            description = "Compare all heaps on a trace in the .rep format of malloc courses.")
    static final class Trace implements Runnable {
        @Parameters(paramLabel = "FILE.rep", description = "Three or four header lines, then an operation a line.")
        private Path file = Path.of("");

        @Override
        public void run() {
            lab().contest(file);
        }
    }

    @Command(
            name = "record",
            mixinStandardHelpOptions = true,
            description = "Run a program and write what it asks of malloc to a trace.")
    static final class Record implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "FILE.rep", description = "The trace to write.")
        private Path file = Path.of("");

        @Parameters(
                index = "1..*",
                arity = "1..*",
                paramLabel = "PROGRAM [ARGS]",
                description = "The program and its arguments, after --.")
        private List<String> command = List.of();

        /** Returns the program's exit status. Output is the program's; ours is beside it. */
        @Override
        public Integer call() {
            Program.find(command.getFirst()).requirePreloadable();
            return lab(FileDescriptor.err, 2).record(file, command);
        }
    }
}
