package dev.ashlar;

import dev.ashlar.core.rule.Rule;

/**
 * A heap has been misused. The message says what was found and which block it is about; of a heap that is debugged, who allocated the
 * block, and who freed it, are suppressed exceptions with their stack traces.
 * {@snippet class="dev.ashlar.SnippetsTest" region="misuse"}
 */
public final class MisuseException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final String rule;
    private final long address;

    MisuseException(String function, int rule, long address, long block, long blockBytes) {
        super(message(function, rule, address, block, blockBytes));
        this.rule = nameOf(rule);
        this.address = address;
    }

    /** The rule that is broken: "double-free", "overflow", … */
    public String rule() {
        return rule;
    }

    /** What was passed; or the first byte that is damaged. */
    public long address() {
        return address;
    }

    /** {@code block} 0: it is not known which. */
    private static String message(String function, int rule, long address, long block, long blockBytes) {
        String message = "%s: %s at 0x%x".formatted(function, nameOf(rule), address);
        if (block == 0) return message;
        return message
                + ", %s the block of %d %s at 0x%x"
                        .formatted(where(address - block, blockBytes), blockBytes, bytes(blockBytes), block);
    }

    private static String where(long distance, long blockBytes) {
        if (distance < 0) return "%d %s before".formatted(-distance, bytes(-distance));
        if (distance == 0) return "at the start of";
        if (distance == blockBytes) return "right behind";
        if (distance < blockBytes) return "%d %s inside".formatted(distance, bytes(distance));
        return "%d %s behind".formatted(distance - blockBytes, bytes(distance - blockBytes));
    }

    private static String bytes(long count) {
        return count == 1 ? "byte" : "bytes";
    }

    private static String nameOf(int rule) {
        return switch (rule) {
            case Rule.DOUBLE_FREE -> "double-free";
            case Rule.FOREIGN_POINTER -> "foreign-pointer";
            case Rule.INTERIOR_POINTER -> "interior-pointer";
            case Rule.OVERFLOW -> "overflow";
            case Rule.UNDERFLOW -> "underflow";
            case Rule.WRITE_AFTER_FREE -> "write-after-free";
            case Rule.HEADER -> "header";
            case Rule.USE_AFTER_FREE -> "use-after-free";
            default -> "rule " + rule;
        };
    }
}
