package dev.ashlar.system;

import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One function of a library as x86-64 instructions. */
final class MachineCode {
    private record Instruction(String name, long target, long next) {}

    /** How far a path has come, and what it has cost. */
    record Path(long at, int instructions, int branches) {}

    private final TreeMap<Long, Instruction> instructions = new TreeMap<>();

    MachineCode(String library, String function) {
        String text = Run.plain("objdump", "-d", "--no-show-raw-insn", "--disassemble=" + function, library)
                .succeeded()
                .out();
        Matcher matcher = Pattern.compile("(?m)^ +([0-9a-f]+):\\s+(\\S+)(?: +([0-9a-f]+) <)?.*$")
                .matcher(text);
        long before = -1;
        String name = "";
        long target = 0;
        while (matcher.find()) {
            long address = Long.parseLong(matcher.group(1), 16);
            if (before >= 0) instructions.put(before, new Instruction(name, target, address));
            before = address;
            name = matcher.group(2);
            target = matcher.group(3) == null ? 0 : Long.parseLong(matcher.group(3), 16);
        }
        if (before >= 0) instructions.put(before, new Instruction(name, target, -1));
    }

    /** The shortest way from the first instruction to a return without a call or a jump elsewhere: the fast path. */
    Path shortestPath() {
        PriorityQueue<Path> open = new PriorityQueue<>((left, right) -> left.instructions - right.instructions);
        Map<Long, Integer> seen = new HashMap<>();
        open.add(new Path(instructions.firstKey(), 0, 0));
        while (!open.isEmpty()) {
            Path path = open.poll();
            Instruction here = instructions.get(path.at);
            if (here == null || here.name.startsWith("call") || seen.putIfAbsent(path.at, 0) != null) continue;
            boolean isBranch = here.name.matches("j(?!mp).*");
            boolean isPadding = here.name.startsWith("nop");
            int count = path.instructions + (isPadding ? 0 : 1);
            int branches = path.branches + (isBranch ? 1 : 0);
            if (here.name.equals("ret")) return new Path(path.at, count, branches);
            if (here.name.startsWith("j")) open.add(new Path(here.target, count, branches));
            if (!here.name.equals("jmp")) open.add(new Path(here.next, count, branches));
        }
        throw new AssertionError("no path returns without a call");
    }
}
