package dev.ashlar.tool;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measure, side by side.",
        subcommands = {NativeBench.class, BenchCommand.JvmBench.class, WineBench.class})
final class BenchCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    /** Here for the list alone: the script runs it. */
    @Command(name = "jvm", description = "Measure the Java library beside its peers, under JMH.")
    static final class JvmBench implements Runnable {
        @Override
        public void run() {}
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "bench what? There is: ./ashlar bench native, ./ashlar bench wine, ./ashlar bench jvm");
    }
}
