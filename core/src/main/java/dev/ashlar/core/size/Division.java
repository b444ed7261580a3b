package dev.ashlar.core.size;

import dev.ashlar.platform.Bits;

/**
 * Tells by one multiplication whether a distance is a whole number of slots, and fewer than so many. For slots of
 * {@code d} bytes, {@code d} a multiple of 16 up to 2¹⁸, let
 * <pre>
 *   magic = ⌊2⁶⁴ / d⌋ + 1          step = magic · d - 2⁶⁴          so 16 ≤ step ≤ d
 * </pre>
 * A distance n = q · d + r gives {@code n · magic mod 2⁶⁴ = q · step + r · magic}, if that sum stays below 2⁶⁴:
 * <ul>
 *   <li>r = 0: the product is q · step, and {@code q · step < k · step} exactly when q is less than k;
 *   <li>r > 0: the product is at least magic, more than 2⁴⁶, and k · step, at most a page's bytes, is never that much;
 *   <li>n negative: the product is 2⁶⁴ less what -n gives, and so is larger still.
 * </ul>
 * The sum is largest for r = d - j with the smallest j that there is, and q · step is at most n: it stays below 2⁶⁴ as
 * long as {@code n + step < j · magic}. No address of a program is 2⁴⁷ or more, so no two are further apart, and for
 * multiples of 16, where j is at least 16, that always holds. For other addresses it holds up to 2⁴⁶; beyond, a dozen of
 * them at most may be taken for slots of a page of the largest classes. So may what is no address at all, because the
 * processor would refuse to look there; the look at its mark then ends in the processor's own complaint.
 *
 * <p>Hence one comparison without signs, {@code n · magic < k · step}, says that n is one of 0, d, …, (k - 1) · d, and
 * nothing else is. (After Lemire, Kaser and Kurz, "Faster remainder by direct computation", 2019, who test r alone.)
 */
public final class Division {
    private Division() {}

    /** ⌊2⁶⁴ / divisor⌋ + 1, as 64 bits without a sign; {@code divisor} is at least 2. */
    public static long magic(long divisor) {
        // 2⁶⁴ / d from 2⁶³ / d, since a signed division can't hold 2⁶⁴.
        long half = (1L << 62) / divisor << 2;
        long rest = -(half * divisor); // 2⁶⁴ - half · d, small
        return half + rest / divisor + 1;
    }

    /** {@code magic * divisor} modulo 2⁶⁴. */
    public static long step(long magic, long divisor) {
        return magic * divisor;
    }

    /** Whether {@code distance} is a multiple of the divisor and below {@code limit / step} times that. */
    public static boolean isMultipleBelow(long distance, long magic, long limit) {
        return Bits.isBelow(distance * magic, limit);
    }
}
