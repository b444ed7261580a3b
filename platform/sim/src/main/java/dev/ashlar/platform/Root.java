package dev.ashlar.platform;

/** {@code Root} of the simulated machine: zeroed at each {@link Sim#reset}. */
public final class Root {
    private Root() {}

    public static long address() {
        return Sim.root();
    }

    public static long bytes() {
        return Sim.rootBytes();
    }
}
