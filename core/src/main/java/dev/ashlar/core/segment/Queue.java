package dev.ashlar.core.segment;

import dev.ashlar.core.list.Links;
import dev.ashlar.platform.Mem;

/**
 * The pages of one class that have room, other than the current one, and a few that are full: slots are taken from the front, and a page that gets
 * room joins at the end, so that it has gathered some before its turn comes.
 * <pre>
 *   queue + 0   first page's links, or 0
 *   queue + 8   last page's links, or 0
 * </pre>
 */
final class Queue {
    private Queue() {}

    private static final long LAST = 8;
    static final long BYTES = 16;

    static void open(long queue) {
        Mem.putLong(queue, 0);
        Mem.putLong(queue + LAST, 0);
    }

    /** The first page, or 0. */
    static long first(long queue) {
        return pageOf(Links.first(queue));
    }

    /** The page after {@code page}, or 0. */
    static long next(long page) {
        return pageOf(Links.next(page + Page.LINKS));
    }

    private static long pageOf(long links) {
        return links == 0 ? 0 : links - Page.LINKS;
    }

    /** The links of the last page, or 0. */
    static long last(long queue) {
        return Mem.getLong(queue + LAST);
    }

    static void append(long queue, long page) {
        long last = Mem.getLong(queue + LAST);
        Mem.putLong(queue + LAST, page + Page.LINKS);
        if (last == 0) Links.push(queue, page + Page.LINKS);
        else Links.append(last, page + Page.LINKS);
    }

    /** Puts a page in front, where it is taken first. */
    static void prepend(long queue, long page) {
        if (last(queue) == 0) Mem.putLong(queue + LAST, page + Page.LINKS);
        Links.push(queue, page + Page.LINKS);
    }

    static void remove(long queue, long page) {
        long links = page + Page.LINKS;
        if (Mem.getLong(queue + LAST) == links) Mem.putLong(queue + LAST, Links.previous(links));
        Links.remove(queue, links);
    }
}
