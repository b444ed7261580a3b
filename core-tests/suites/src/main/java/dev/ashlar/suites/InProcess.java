package dev.ashlar.suites;

import dev.ashlar.core.rule.Report;
import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Os;
import java.util.ArrayList;
import java.util.List;

/** Blocks whose memory the platform on the class path can read: this process's, or the simulated machine's. */
public abstract class InProcess implements Blocks {
    @Override
    public byte getByte(long address) {
        return Mem.getByte(address);
    }

    @Override
    public void putByte(long address, int value) {
        Mem.putByte(address, (byte) value);
    }

    @Override
    public void fill(long address, long sizeBytes, int value) {
        Mem.fill(address, sizeBytes, value);
    }

    @Override
    public boolean isFilled(long address, long sizeBytes, int value) {
        long words = sizeBytes & -Long.BYTES;
        long word = (value & 0xFFL) * 0x0101_0101_0101_0101L;
        for (long i = 0; i < words; i += Long.BYTES) {
            if (Mem.getLong(address + i) != word) return false;
        }
        for (long i = words; i < sizeBytes; i++) {
            if (Mem.getByte(address + i) != (byte) value) return false;
        }
        return true;
    }

    @Override
    public long pageBytes() {
        return Os.pageSize();
    }

    /** Faults that the report at {@code report} has room for. */
    protected static final long CAPACITY = 64;

    /** The verifier's report as text. */
    protected static List<String> faultsIn(long report, long count) {
        List<String> faults = new ArrayList<>();
        for (long i = 0; i < Math.min(count, CAPACITY); i++)
            faults.add("rule %d at 0x%x".formatted(Report.rule(report, i), Report.address(report, i)));
        return faults;
    }
}
