package dev.ashlar;

/**
 * A heap's numbers. While threads are at work, each is as of some moment during the call; when nobody is, {@code usableBytes ≤
 * committedBytes - idleBytes} and {@code committedBytes ≤ reservedBytes}.
 *
 * @param liveBlocks blocks that are allocated and not freed
 * @param usableBytes of these, at least what was asked for; of a debugged heap what was asked for
 * @param committedBytes that the heap has from the system
 * @param idleBytes of these, what is in no use and will go back; of a debugged heap what is in quarantine
 * @param peakCommittedBytes the most that it has had
 * @param reservedBytes addresses for blocks that it has; they cost no memory
 */
public record HeapStats(
        long liveBlocks,
        long usableBytes,
        long committedBytes,
        long idleBytes,
        long peakCommittedBytes,
        long reservedBytes) {
    HeapStats and(HeapStats other) {
        return new HeapStats(
                liveBlocks + other.liveBlocks,
                usableBytes + other.usableBytes,
                committedBytes + other.committedBytes,
                idleBytes + other.idleBytes,
                peakCommittedBytes + other.peakCommittedBytes,
                reservedBytes + other.reservedBytes);
    }
}
