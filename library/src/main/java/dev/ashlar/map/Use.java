package dev.ashlar.map;

import java.util.Locale;

/** What a byte of a heap's addresses is for. Each byte has one use, so all uses together are all that the heap has. */
public enum Use {
    LIVE('#', 32, true, "live", "allocated and not freed"),
    KEPT('k', 33, true, "kept ready", "freed, and kept by a thread for its next request of that size"),
    FREE('.', 36, true, "free", "free slots and blocks among others that are not"),
    UNMADE('_', 90, true, "not made", "the rest of a page, where no slot has been made yet"),
    REST('-', 35, true, "rest", "behind the last slot of a page, or the last byte of a large block"),
    GUARD('-', 35, true, "guards", "around the bytes of a live block: tag, canaries, slack"),
    QUARANTINED('q', 33, true, "quarantined", "freed lately, and looked at for writes"),
    RECORDS('=', 34, true, "records", "what the heap knows of its blocks"),
    IDLE('i', 31, true, "idle", "free and perhaps resident: goes back to the system soon"),
    CHANGING('?', 35, true, "changing", "being taken or given back at that moment"),
    PURGED(' ', 90, false, "purged", "given back to the system; the addresses are kept"),
    RESERVED(' ', 90, false, "reserved", "addresses without memory"),
    FENCE('!', 31, false, "fences", "nobody may touch it");

    private final char sign;
    private final int colour;
    private final boolean isCommitted;
    private final String words;
    private final String meaning;

    Use(char sign, int colour, boolean isCommitted, String words, String meaning) {
        this.sign = sign;
        this.colour = colour;
        this.isCommitted = isCommitted;
        this.words = words;
        this.meaning = meaning;
    }

    /** How it is written in a row of characters. */
    public char sign() {
        return sign;
    }

    /** The number of a terminal's colour. */
    int colour() {
        return colour;
    }

    /** Whether the heap has memory from the system for it. */
    public boolean isCommitted() {
        return isCommitted;
    }

    /** How people call it. */
    public String words() {
        return words;
    }

    public String meaning() {
        return meaning;
    }

    /** How it is called in JSON and in the page. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
