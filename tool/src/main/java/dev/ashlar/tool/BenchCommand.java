package dev.ashlar.tool;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description =
                "Measure, side by side: native programs; programs for Windows under Wine; jvm, the Java library under JMH, whose options follow.",
        subcommands = {NativeBench.class, WineBench.class})
final class BenchCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "bench what? There is: ./ashlar bench native, ./ashlar bench wine, ./ashlar bench jvm");
    }
}
