package dev.ashlar.map;

/**
 * What there is of one size.
 *
 * @param name of the size
 * @param pages of such slots; 0 where blocks lie by themselves
 * @param tally what their bytes are used for
 * @param slack what part of a live block nobody asked for; NaN where that is not known
 */
public record Size(String name, long pages, Tally tally, double slack) {
    Size and(Size other) {
        Tally both = new Tally();
        both.add(tally);
        both.add(other.tally);
        return new Size(name, pages + other.pages, both, slack);
    }

    /** By their bytes; those that are larger than every size last. */
    long order() {
        return Character.isDigit(name.charAt(0)) ? Long.parseLong(name) : Long.MAX_VALUE;
    }
}
