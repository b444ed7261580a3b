package dev.ashlar.tool;

import dev.ashlar.lab.LabFailure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code ashlar}. What builds or tests happens in the script of that name, before this starts. */
@Command(
        name = "ashlar",
        mixinStandardHelpOptions = true,
        version = "ashlar 0.1.0",
        description = "A memory allocator written in Java, for the JVM and for every native program.",
        subcommands = {
            RunCommand.class,
            HeapsCommand.class,
            BuildCommand.class,
            BenchCommand.class,
            LabCommand.class,
            Ashlar.TestCommand.class,
            Ashlar.DocsCommand.class
        })
public final class Ashlar implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    /** A mistake of the user's or a lack of the machine's: one line, exit status 2 or as given. */
    static final class Complaint extends RuntimeException {
        private static final long serialVersionUID = 1;
        final int status;

        Complaint(String message) {
            this(message, 2);
        }

        Complaint(String message, int status) {
            super(message);
            this.status = status;
        }
    }

    public static void main(String[] arguments) {
        System.exit(execute(arguments));
    }

    static int execute(String... arguments) {
        return new CommandLine(new Ashlar())
                .setExecutionExceptionHandler((failure, _, _) -> complain(failure))
                .setParameterExceptionHandler((failure, _) -> complain(failure))
                .execute(arguments);
    }

    private static int complain(Exception failure) {
        boolean isExpected =
                failure instanceof Complaint || failure instanceof LabFailure || failure instanceof ParameterException;
        System.err.println("ashlar: " + (isExpected ? failure.getMessage() : failure));
        return failure instanceof Complaint complaint ? complaint.status : 2;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command? ./ashlar --help lists them");
    }

    /** Here for the help alone: the script runs it. */
    @Command(
            name = "test",
            mixinStandardHelpOptions = true,
            description = "Run every test that the continuous integration runs; further arguments go to Maven.")
    static final class TestCommand implements Runnable {
        @Override
        public void run() {}
    }

    /** Here for the help alone: the script runs it. */
    @Command(name = "docs", mixinStandardHelpOptions = true, description = "Write the Javadoc to build/docs.")
    static final class DocsCommand implements Runnable {
        @Override
        public void run() {}
    }
}
