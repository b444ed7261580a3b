package dev.ashlar.map;

/** A picture as JSON; {@code dev.ashlar.HeapDump} says what is in it. */
public final class JsonMap {
    /** After so many characters for slots, pages have densities. */
    private static final int MOST_SLOT_CHARS = 4 << 20;

    private static final int DENSITIES = 64;
    private static final int FULL = 9;

    private final Picture picture;
    private final Json json = new Json();
    private int slotChars;

    private JsonMap(Picture picture) {
        this.picture = picture;
    }

    /** One object. */
    public static String of(Picture picture) {
        return new JsonMap(picture).write();
    }

    private String write() {
        json.open('{').field("heap", picture.title()).field("design", picture.design());
        uses(picture.tally());
        totals(picture.tally());
        json.line().name("sizes").open('[');
        for (Size size : picture.sizes()) size(size);
        json.close(']').line().name("areas").open('[');
        for (Area area : picture.areas()) area(area);
        return json.close(']').close('}').toString();
    }

    private void uses(Tally tally) {
        json.line().name("uses").open('{');
        for (Use use : Use.values()) {
            if (tally.blocks(use) == 0 && tally.bytes(use) == 0) continue;
            json.name(use.id()).open('{').field("blocks", tally.blocks(use)).field("bytes", tally.bytes(use));
            json.close('}');
        }
        json.close('}');
    }

    private void totals(Tally tally) {
        json.line()
                .name("totals")
                .open('{')
                .field("liveBlocks", tally.blocks(Use.LIVE))
                .field("liveBytes", tally.bytes(Use.LIVE))
                .field("underWayBlocks", tally.underWay())
                .field("underWayBytes", tally.underWayBytes())
                .field("committedBytes", tally.committedBytes())
                .field("idleBytes", tally.bytes(Use.IDLE))
                .field("purgedBytes", tally.bytes(Use.PURGED))
                .field("reservedBytes", tally.reservedBytes())
                .field("fragmentation", tally.fragmentation())
                .close('}');
    }

    private void size(Size size) {
        Tally tally = size.tally();
        json.line()
                .open('{')
                .field("size", size.name())
                .field("pages", size.pages())
                .field("live", tally.blocks(Use.LIVE))
                .field("kept", tally.blocks(Use.KEPT))
                .field("free", tally.blocks(Use.FREE))
                .field("unmade", tally.blocks(Use.UNMADE))
                .field("quarantined", tally.blocks(Use.QUARANTINED))
                .field("liveBytes", tally.bytes(Use.LIVE))
                .field("bytes", tally.reservedBytes())
                .field("fragmentation", tally.fragmentation())
                .field("slack", size.slack())
                .close('}');
    }

    private void area(Area area) {
        json.line()
                .open('{')
                .field("kind", area.kind())
                .address("address", area.address())
                .field("bytes", area.bytes())
                .field("unitBytes", area.unitBytes())
                .name("pieces")
                .open('[');
        for (Piece piece : area.pieces()) {
            json.line().open('{');
            json.address("address", piece.address()).field("bytes", piece.bytes());
            switch (piece) {
                case Page page -> page(page);
                case Block block -> block(block);
                case Run run -> json.field("is", run.use().id());
            }
            json.close('}');
        }
        json.close(']').close('}');
    }

    private void page(Page page) {
        json.field("is", "page").field("slotBytes", page.slotBytes()).field("slots", page.slots());
        for (Use use : new Use[] {Use.LIVE, Use.KEPT, Use.FREE, Use.UNMADE}) json.field(use.id(), page.count(use));
        json.field("underWay", page.underWay()).field("owner", page.owner());
        if (slotChars >= MOST_SLOT_CHARS) {
            json.field("density", densities(page));
            return;
        }
        String slots = slots(page);
        slotChars += slots.length();
        json.field("map", slots);
    }

    private void block(Block block) {
        json.field("is", "block")
                .field("use", block.use().id())
                .address("payload", block.payload())
                .field("payloadBytes", block.payloadBytes())
                .field("isFenced", block.isFenced())
                .field("allocatedBy", block.allocatedBy())
                .field("freedBy", block.freedBy());
    }

    /** Never more characters than slots. */
    static String slots(Page page) {
        StringBuilder slots = new StringBuilder();
        page.forEachRun((use, first, end) -> {
            if (end - first > 1) slots.append(end - first);
            slots.append(use.sign());
        });
        return slots.toString();
    }

    /** 9 is said only where all slots are live, 0 only where none is. */
    static String densities(Page page) {
        StringBuilder densities = new StringBuilder();
        for (int i = 0; i < DENSITIES; i++) {
            int first = (int) ((long) page.slots() * i / DENSITIES);
            int end = Math.max(first + 1, (int) ((long) page.slots() * (i + 1) / DENSITIES));
            int live = page.live().get(first, end).cardinality();
            densities.append(
                    live == 0
                            ? 0
                            : live == end - first ? FULL : Math.clamp((long) live * FULL / (end - first), 1, FULL - 1));
        }
        return densities.toString();
    }
}
