package dev.ashlar.map;

import java.util.Locale;

/** Numbers as people read them. */
final class Units {
    private Units() {}

    private static final String[] NAMES = {"B", "KiB", "MiB", "GiB", "TiB"};
    private static final double STEP = 1024;
    private static final int PERCENT = 100;

    /** Three digits or so. */
    static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= STEP && unit < NAMES.length - 1) {
            value /= STEP;
            unit++;
        }
        boolean isWhole = value == Math.rint(value) || value >= PERCENT;
        return String.format(Locale.ROOT, isWhole ? "%.0f %s" : "%.1f %s", value, NAMES[unit]);
    }

    /** {@code "-"} for what is not known. */
    static String percent(double part) {
        return Double.isNaN(part) ? "-" : String.format(Locale.ROOT, "%.0f", PERCENT * part);
    }

    static String address(long address) {
        return "0x" + Long.toHexString(address);
    }

    static String count(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
