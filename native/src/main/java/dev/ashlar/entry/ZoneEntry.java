package dev.ashlar.entry;

import dev.ashlar.core.zone.ZoneRoot;
import org.teavm.interop.Export;

/** What the C shim of the zone heap calls: one line each. */
public final class ZoneEntry {
    private ZoneEntry() {}

    static void reach(long x) {
        malloc(x); 
        free(x);
    }

    @Export(name = "ashlar_zone_malloc")
    static long malloc(long sizeBytes) {
        return ZoneRoot.malloc(ZoneRoot.ofProcess(), sizeBytes);
    }

    @Export(name = "ashlar_zone_free")
    static int free(long payload) {
        return ZoneRoot.free(ZoneRoot.ofProcess(), payload);
    }
}
