package dev.ashlar.map;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A heap at some moment.
 *
 * @param title what heap it is
 * @param design its name in the core
 * @param unit how the parts of an area are called
 * @param areas in the order of their addresses
 * @param sizes what there is of each size, the smallest first
 */
public record Picture(String title, String design, String unit, List<Area> areas, List<Size> sizes) {
    public Picture {
        areas = List.copyOf(areas);
        sizes = List.copyOf(sizes);
    }

    /** What both have, under a title; the words are the first's. */
    public Picture with(Picture other, String title) {
        List<Area> all = new ArrayList<>(areas);
        all.addAll(other.areas);
        all.sort(Comparator.comparingLong(Area::address));
        Map<String, Size> byName = new LinkedHashMap<>();
        for (Size size : sizes) byName.merge(size.name(), size, Size::and);
        for (Size size : other.sizes) byName.merge(size.name(), size, Size::and);
        List<Size> sorted = new ArrayList<>(byName.values());
        sorted.sort(Comparator.comparingLong(Size::order));
        return new Picture(title, design, unit, all, sorted);
    }

    public Tally tally() {
        Tally tally = new Tally();
        for (Area area : areas) tally.add(area.tally());
        return tally;
    }

    long pieces() {
        long pieces = 0;
        for (Area area : areas) pieces += area.pieces().size();
        return pieces;
    }
}
