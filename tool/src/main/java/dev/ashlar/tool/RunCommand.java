package dev.ashlar.tool;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Becomes the program: nothing of ours stays around it, so output, signals and exit status are its own. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Run a program, and what it starts, on an Ashlar heap.",
        footer = {
            "",
            "Exit status: the program's own; 127 if it is not found, 2 if it can't be run on our heap.",
            "Example: ./ashlar run --stats -- python3 -c \"print('hello')\""
        })
final class RunCommand implements Runnable {
    private static final List<String> FORMATS = List.of("text", "color", "json", "svg");

    @Option(names = "--heap", paramLabel = "NAME", description = "The heap; see ./ashlar heaps. Default: segment.")
    private String heap = Heap.DEFAULT.id;

    @Option(names = "--stats", description = "Print a table to stderr when the program, or one it started, exits.")
    private boolean stats;

    @Option(
            names = "--dump",
            paramLabel = "FORMAT",
            description =
                    "Write all blocks to stderr when the program, or one it started, exits: as text, color, json or svg.")
    private @Nullable String dump;

    @Parameters(arity = "1..*", paramLabel = "PROGRAM [ARGS]", description = "The program and its arguments, after --.")
    private List<String> command = List.of();

    @Override
    public void run() {
        Heap chosen = Heap.named(heap);
        if (dump != null && !FORMATS.contains(dump))
            throw new Ashlar.Complaint(
                    "there is no format '%s'; there is %s".formatted(dump, String.join(", ", FORMATS)));
        Path library = dump == null ? chosen.builtLibrary() : chosen.builtDumpingLibrary();
        Program program = Program.find(command.getFirst());
        program.requirePreloadable();
        Map<String, String> environment = new TreeMap<>(System.getenv());
        environment.merge("LD_PRELOAD", library.toString(), (old, ours) -> old.isBlank() ? ours : ours + ":" + old);
        environment.putAll(chosen.environment);
        Set<Integer> descriptors = Workspace.descriptors();
        if (stats || dump != null) {
            // Programs that close stderr at exit, such as ls, would silence what we say then: it gets a descriptor of
            // its own.
            int ours = Posix.duplicate(2);
            descriptors.add(ours);
            if (stats) environment.put("ASHLAR_STATS", Integer.toString(ours));
            if (dump != null) environment.put("ASHLAR_DUMP", dump + ":" + ours);
        }
        Posix.closeOnExecuteAllBut(descriptors);
        List<String> variables = new ArrayList<>();
        environment.forEach((name, value) -> variables.add(name + "=" + value));
        System.out.flush();
        System.err.flush();
        String reason = Posix.execute(program.path().toString(), command, variables);
        throw new Ashlar.Complaint("can't run %s: %s".formatted(program.path(), reason));
    }
}
