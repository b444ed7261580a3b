package dev.ashlar.entry;

/** The root from which TeaVM finds what to compile. It is compiled, never called, and the linker drops it. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        ZoneEntry.reach(arguments.length);
        SegmentEntry.reach(arguments.length);
        TlsfEntry.reach(arguments.length);
        GrowingEntry.reach(arguments.length);
        GuardedEntry.reach(arguments.length);
        LadderEntry.reach(arguments.length);
        TestEntry.reach(arguments.length);
        SegmentTestEntry.reach(arguments.length);
        GrowingTestEntry.reach(arguments.length);
        GuardedTestEntry.reach(arguments.length);
        LadderTestEntry.reach(arguments.length);
    }
}
