package dev.ashlar.arrow.program;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferLedger;
import org.apache.arrow.memory.RootAllocator;

/** A program of Arrow's user, who has never heard of Ashlar: says who manages its memory, and does what its argument says. */
public final class ArrowProgram {
    private ArrowProgram() {}

    public static void main(String[] arguments) {
        RootAllocator allocator = new RootAllocator();
        ArrowBuf buffer = allocator.buffer(128);
        BufferLedger ledger = (BufferLedger) buffer.getReferenceManager();
        System.out.println(
                "managed by " + ledger.getAllocationManager().getClass().getName());
        String deed = arguments.length == 0 ? "" : arguments[0];
        if (deed.equals("overflow")) buffer.setByte(128, 1);
        if (deed.equals("leak")) return;
        buffer.close();
        allocator.close();
    }
}
