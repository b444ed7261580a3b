package dev.ashlar.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The programs of the native benchmark: small ones of ours, compiled here, and real ones that the machine has. */
final class NativePrograms {
    private final Path folder;
    private final Map<String, List<String>> commands = new LinkedHashMap<>();

    private NativePrograms(Path folder) {
        this.folder = folder;
    }

    static NativePrograms prepare(Path folder) {
        NativePrograms programs = new NativePrograms(folder);
        try {
            Files.createDirectories(folder);
            programs.compile("measure");
            programs.compile("work");
            for (String name : new String[] {"pairs", "small", "replace", "medium", "many", "grow", "threads"})
                programs.commands.put(name, List.of(folder.resolve("work").toString(), name));
            programs.addRealPrograms();
        } catch (IOException failure) {
            throw new Ashlar.Complaint("can't prepare the benchmark in %s: %s".formatted(folder, failure.getMessage()));
        }
        return programs;
    }

    /** The programs that a file lists, a name and a command in each line; empty lines and those with a # are none. */
    static NativePrograms listed(Path folder, Path list) {
        NativePrograms programs = new NativePrograms(folder);
        try {
            Files.createDirectories(folder);
            programs.compile("measure");
            for (String line : Files.readAllLines(list)) {
                if (line.isBlank() || line.startsWith("#")) continue;
                List<String> words = List.of(line.strip().split("\\s+"));
                if (words.size() < 2)
                    throw new Ashlar.Complaint("%s: '%s' is not a name and a command".formatted(list, line));
                programs.commands.put(words.getFirst(), words.subList(1, words.size()));
            }
        } catch (IOException failure) {
            throw new Ashlar.Complaint("can't read the programs in %s: %s".formatted(list, failure.getMessage()));
        }
        return programs;
    }

    private void addRealPrograms() throws IOException {
        Files.writeString(folder.resolve("large.c"), largeSource(1200));
        Files.writeString(folder.resolve("inserts.sql"), inserts(100_000));
        add("gcc", "gcc", "-O2", "-c", "large.c", "-o", "large.o");
        String python = Files.isExecutable(Path.of("/usr/bin/python3")) ? "/usr/bin/python3" : "python3";
        add("python3", python, source("work.py").toString());
        add("sqlite3", "sqlite3", ":memory:", ".read inserts.sql");
        Files.copy(source("work.lua"), folder.resolve("work.lua"), StandardCopyOption.REPLACE_EXISTING);
        add("lua", "lua5.4", "work.lua");
        Files.writeString(folder.resolve("queens.smt2"), queens(13));
        add("z3", "z3", "queens.smt2");
        add("ls", "ls", "-lR", "/usr/share");
    }

    /** Adds a program of the machine, or says that it is missing. */
    private void add(String name, String... command) {
        try {
            Program.find(command[0]);
            commands.put(name, List.of(command));
        } catch (Ashlar.Complaint missing) {
            System.err.println("ashlar: " + missing.getMessage() + ": left out");
        }
    }

    /** The chosen ones, or all. */
    Map<String, List<String>> named(List<String> names) {
        if (names.isEmpty()) return commands;
        Map<String, List<String>> chosen = new LinkedHashMap<>();
        for (String name : names) {
            List<String> command = commands.get(name);
            if (command == null)
                throw new Ashlar.Complaint(
                        "there is no program '%s'; there is %s".formatted(name, String.join(", ", commands.keySet())));
            chosen.put(name, command);
        }
        return chosen;
    }

    private static Path source(String name) {
        return Workspace.root().resolve("bench/native").resolve(name).toAbsolutePath();
    }

    private void compile(String name) throws IOException {
        Path source = source(name + ".c");
        Path program = folder.resolve(name);
        if (Files.exists(program)
                && Files.getLastModifiedTime(program).compareTo(Files.getLastModifiedTime(source)) > 0) return;
        String compiler = System.getenv().getOrDefault("CC", "cc");
        Process process = new ProcessBuilder(
                        compiler,
                        "-O2",
                        "-fno-builtin",
                        "-D_GNU_SOURCE",
                        "-pthread",
                        source.toString(),
                        "-o",
                        program.toString())
                .inheritIO()
                .start();
        if (waitFor(process) != 0) throw new Ashlar.Complaint("%s does not compile".formatted(source));
    }

    /** Runs a command once: wall seconds and peak KiB. */
    double[] measure(List<String> command, String preload) {
        List<String> all = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" 3>cost >/dev/null", "sh", "./measure"));
        all.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(all).directory(folder.toFile());
        builder.environment().put("BENCH_PRELOAD", preload);
        try {
            int status = waitFor(builder.inheritIO().start());
            String[] cost = Files.readString(folder.resolve("cost")).strip().split(" ");
            if (status != 0 || cost.length != 5 || !cost[4].equals("0"))
                throw new Ashlar.Complaint(
                        "%s failed%s".formatted(String.join(" ", command), preload.isEmpty() ? "" : " on " + preload));
            return new double[] {Long.parseLong(cost[0]) / 1e6, Double.parseDouble(cost[3])};
        } catch (IOException failure) {
            throw new Ashlar.Complaint(
                    "can't measure %s: %s".formatted(String.join(" ", command), failure.getMessage()));
        }
    }

    private static int waitFor(Process process) {
        try {
            return process.waitFor();
        } catch (InterruptedException interrupted) {
            process.destroy();
            throw new Ashlar.Complaint("interrupted");
        }
    }

    /** C that a compiler has something to do with, the same each time. */
    private static String largeSource(int functions) {
        Random random = new Random(7);
        StringBuilder source = new StringBuilder("#include <string.h>\n");
        for (int i = 0; i < functions; i++) {
            source.append("struct s%d { int a, b; double c[%d]; };\n".formatted(i, i % 7 + 1));
            source.append(
                    "int f%d(struct s%d *p, int n) { int t = %d; for (int k = 0; k < n; k++) {".formatted(i, i, i));
            source.append(" if (p->a > k * %d) t += p->b ^ k; else t -= (int) p->c[k %% %d];"
                    .formatted(i % 13 + 1, i % 7 + 1));
            source.append(" switch (t & 3) { case 0: t += %d; break; default: t = t * %d + k; } } return t; }\n"
                    .formatted(random.nextInt(99), random.nextInt(3, 99)));
        }
        return source.toString();
    }

    private static String inserts(int count) {
        StringBuilder sql =
                new StringBuilder("create table t(id integer primary key, name text, value real);\nbegin;\n");
        for (int i = 0; i < count; i++)
            sql.append("insert into t values(%d,'name %d',%d.5);\n".formatted(i, i * 7919L % 10007, i));
        return sql.append(
                        "commit;\ncreate index n on t(name);\nselect name, count(*), sum(value) from t group by name;\n")
                .toString();
    }

    /** The queens' problem for a solver, asked for four solutions one after the other. */
    private static String queens(int size) {
        StringBuilder smt = new StringBuilder();
        for (int i = 0; i < size; i++)
            smt.append("(declare-const q%d Int)\n(assert (and (<= 0 q%d) (< q%d %d)))\n".formatted(i, i, i, size));
        for (int i = 0; i < size; i++) {
            for (int j = i + 1; j < size; j++) {
                String pair = "(assert (and (not (= q%d q%d)) (not (= (- q%d q%d) %d)) (not (= (- q%d q%d) %d))))\n";
                smt.append(pair.formatted(i, j, i, j, j - i, j, i, j - i));
            }
        }
        return smt.append("(check-sat)\n".repeat(4)).toString();
    }
}
