package dev.ashlar.platform;

/** {@code Console} of the simulated machine: text for the tests. */
public final class Console {
    private Console() {}

    public static void write(int descriptor, long address, long sizeBytes) {
        Sim.print(address, sizeBytes);
    }
}
