package dev.ashlar.tool;

import picocli.CommandLine.Command;

@Command(name = "bench", mixinStandardHelpOptions = true, description = "Measure, side by side.")
final class BenchCommand implements Runnable {
    @Override
    public void run() {
        throw new Ashlar.Complaint("not yet");
    }
}
