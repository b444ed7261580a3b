package dev.ashlar.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Random;

/** What the benchmark runs and reads: our programs, compiled here, scripts, and inputs, the same each time. */
final class NativeInputs {
    private NativeInputs() {}

    private static final List<String> PROGRAMS = List.of("measure", "work");
    private static final List<String> SCRIPTS = List.of("work.py", "work.lua", "redis.sh", "lean.sh");

    /** Puts them into a folder. */
    static void prepare(Path sources, Path folder) {
        try {
            Files.createDirectories(folder);
            for (String program : PROGRAMS) compile(sources.resolve(program + ".c"), folder.resolve(program));
            for (String script : SCRIPTS)
                Files.copy(sources.resolve(script), folder.resolve(script), StandardCopyOption.REPLACE_EXISTING);
            Files.writeString(folder.resolve("large.c"), largeSource(1200));
            Files.writeString(folder.resolve("inserts.sql"), inserts(100_000));
            for (int size : new int[] {13, 20})
                Files.writeString(folder.resolve("queens%d.smt2".formatted(size)), queens(size));
        } catch (IOException failure) {
            throw new Ashlar.Complaint("can't prepare the benchmark in %s: %s".formatted(folder, failure.getMessage()));
        }
    }

    /** The program that looks for the worst of a pool allocator, compiled in a folder. */
    static Path worstCase(Path sources, Path folder) {
        try {
            Files.createDirectories(folder);
            compile(sources.resolve("wcet.c"), folder.resolve("wcet"));
            return folder.resolve("wcet").toAbsolutePath();
        } catch (IOException failure) {
            throw new Ashlar.Complaint("can't prepare the benchmark in %s: %s".formatted(folder, failure.getMessage()));
        }
    }

    private static void compile(Path source, Path program) throws IOException {
        if (Files.exists(program)
                && Files.getLastModifiedTime(program).compareTo(Files.getLastModifiedTime(source)) > 0) return;
        String compiler = System.getenv().getOrDefault("CC", "cc");
        List<String> command = List.of(
                compiler,
                "-O2",
                "-fno-builtin",
                "-D_GNU_SOURCE",
                "-pthread",
                source.toString(),
                "-o",
                program.toString());
        if (run(command) != 0) throw new Ashlar.Complaint("%s does not compile".formatted(source));
    }

    /** Runs a program on our own input and output; its exit status. */
    static int run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command).inheritIO().start();
            try {
                return process.waitFor();
            } catch (InterruptedException interrupted) {
                process.destroy();
                throw new Ashlar.Complaint("interrupted");
            }
        } catch (IOException failure) {
            throw new Ashlar.Complaint("can't run %s: %s".formatted(command.getFirst(), failure.getMessage()));
        }
    }

    /** C that a compiler has something to do with. */
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
