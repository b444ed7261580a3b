package dev.ashlar;

/**
 * A place where a pool's memory is damaged.
 *
 * @param rule what is not so
 * @param offset where, in bytes from the start of the pool's memory
 */
public record PoolFault(String rule, long offset) {
    @Override
    public String toString() {
        return "at offset %d: %s".formatted(offset, rule);
    }
}
