package dev.ashlar.system;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.system.Run.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Programs that nobody here wrote: with a library preloaded they do what they do without. */
abstract class RealPrograms {
    private static final Path INPUTS = Run.ROOT.resolve("system-tests/src/test/inputs");

    private final Path library;
    private final String heap;
    private Path folder = Run.WORK;

    /** On {@code library}, whose statistics begin with the name of its {@code heap}. */
    RealPrograms(Path library, String heap) {
        this.library = library;
        this.heap = heap;
    }

    @BeforeEach
    void freshFolder(TestInfo test) throws IOException {
        folder = Run.WORK
                .resolve(heap)
                .resolve(test.getTestMethod().orElseThrow().getName());
        if (Files.exists(folder)) {
            try (Stream<Path> old = Files.walk(folder)) {
                for (Path path : old.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
            }
        }
        Files.createDirectories(folder);
    }

    private Outcome on(boolean ours, Map<String, String> environment, String... command) {
        Map<String, String> all = new HashMap<>(environment);
        if (ours) all.put("LD_PRELOAD", library.toString());
        return Run.run(folder, all, command);
    }

    private Outcome same(String... command) {
        return same(Map.of(), command);
    }

    /** Runs it on libc's malloc and on ours, compares status and output, and returns what ours did. */
    private Outcome same(Map<String, String> environment, String... command) {
        Outcome plain = on(false, environment, command).succeeded();
        Outcome ours = on(true, environment, command).succeeded();
        assertEquals(plain.out(), ours.out());
        return ours;
    }

    /** That the library is really in: its table names the program. */
    private void assertReached(String... command) {
        Outcome outcome = on(true, Map.of("ASHLAR_STATS", "2"), command);
        assertTrue(
                outcome.err().contains("ashlar: " + heap + " heap of "),
                () -> command[0] + " did not load the library");
    }

    @Test
    void lsOfAllOfUsr() {
        Outcome listed = same("ls", "-lR", "/usr");
        assertTrue(listed.out().lines().count() > 10_000);
    }

    @Test
    void pythonWithJsonSqliteSubprocessesAndThreads() {
        String python = Files.isExecutable(Path.of("/usr/bin/python3")) ? "/usr/bin/python3" : "python3";
        Run.require(Path.of(python).getFileName().toString());
        Outcome ran = same(
                Map.of("PYTHONHASHSEED", "0"), python, INPUTS.resolve("work.py").toString());
        assertEquals("done\n", ran.out().substring(ran.out().length() - 5));
        assertReached(python, "-c", "pass");
    }

    @Test
    void gccOfALargeFile() throws IOException {
        Path source = folder.resolve("large.c");
        Files.writeString(source, LargeSource.text(400));
        on(false, Map.of(), "gcc", "-O2", "-c", "large.c", "-o", "plain.o").succeeded();
        on(true, Map.of(), "gcc", "-O2", "-c", "large.c", "-o", "ours.o").succeeded();
        assertArrayEquals(Files.readAllBytes(folder.resolve("plain.o")), Files.readAllBytes(folder.resolve("ours.o")));
    }

    @Test
    void sqliteWithAHundredThousandInserts() throws IOException {
        Run.require("sqlite3");
        Path script = folder.resolve("inserts.sql");
        StringBuilder sql =
                new StringBuilder("create table t(id integer primary key, name text, value real);\nbegin;\n");
        for (int i = 0; i < 100_000; i++)
            sql.append("insert into t values(")
                    .append(i)
                    .append(",'name ")
                    .append(i * 7919L % 10007)
                    .append("',")
                    .append(i / 8.0)
                    .append(");\n");
        sql.append(
                "commit;\ncreate index n on t(name);\nselect name, count(*), sum(value) from t group by name order by name;\npragma integrity_check;\n");
        Files.writeString(script, sql);
        Outcome ran = same("sqlite3", ":memory:", ".read inserts.sql");
        assertTrue(ran.out().endsWith("ok\n"));
    }

    @Test
    void xzWithTwoThreads() throws IOException {
        Run.require("xz");
        Files.writeString(folder.resolve("text"), LargeSource.text(3000));
        on(false, Map.of(), "sh", "-c", "xz -T2 --block-size=500000 -k -c text > plain.xz")
                .succeeded();
        on(
                        true,
                        Map.of(),
                        "sh",
                        "-c",
                        "xz -T2 --block-size=500000 -k -c text > ours.xz && xz -T2 -dc ours.xz | cmp - text")
                .succeeded();
        assertArrayEquals(
                Files.readAllBytes(folder.resolve("plain.xz")), Files.readAllBytes(folder.resolve("ours.xz")));
    }

    @Test
    void gitFromInitToFsck() {
        Run.require("git");
        Map<String, String> environment = Map.of(
                "GIT_AUTHOR_NAME",
                "a",
                "GIT_AUTHOR_EMAIL",
                "a@b",
                "GIT_COMMITTER_NAME",
                "a",
                "GIT_COMMITTER_EMAIL",
                "a@b",
                "GIT_AUTHOR_DATE",
                "2026-01-01T00:00:00Z",
                "GIT_COMMITTER_DATE",
                "2026-01-01T00:00:00Z",
                "GIT_CONFIG_GLOBAL",
                "/dev/null",
                "GIT_CONFIG_SYSTEM",
                "/dev/null");
        String script =
                "rm -rf r && git init -q r && cd r && for i in $(seq 1 60); do seq $i $((i*40)) > f$((i%7)); git add .;"
                        + " git commit -qm \"change $i\"; done && git gc -q && git fsck && git log --stat && git blame f3 && git rev-parse HEAD";
        Outcome ran = same(environment, "sh", "-c", script);
        assertTrue(ran.out().lines().count() > 300);
    }

    @Test
    void aShellThatForksAThousandTimes() {
        Outcome ran = same("bash", "-c", "i=0; while [ $i -lt 1000 ]; do (echo $((i * i))); i=$((i + 1)); done");
        assertEquals(1000, ran.out().lines().count());
        assertReached("bash", "-c", "true");
    }

    @Test
    void redisUnderItsBenchmark() throws IOException, InterruptedException {
        Run.require("redis-server");
        Run.require("redis-benchmark");
        Outcome plain = redis(false);
        Outcome ours = redis(true);
        assertEquals(plain.out(), ours.out());
        assertTrue(ours.out().endsWith("PONG\n"), ours.out());
    }

    /** Starts a server, drives it with the benchmark, then asks it for what it holds. */
    private Outcome redis(boolean ours) throws IOException, InterruptedException {
        String socket = "s"; // in its folder: the path of a socket may have no more than a hundred characters
        ProcessBuilder builder = new ProcessBuilder(
                        "redis-server", "--port", "0", "--unixsocket", socket, "--save", "", "--appendonly", "no")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("server.log").toFile());
        if (ours) builder.environment().put("LD_PRELOAD", library.toString());
        Process server = builder.start();
        try {
            String script = "for i in $(seq 1 200); do redis-cli -s " + socket
                    + " ping >/dev/null 2>&1 && break; sleep 0.05; done;"
                    + " redis-benchmark -s " + socket
                    + " -q -n 20000 -c 20 -d 200 -t set,get,incr,lpush,rpop,sadd,hset,zadd,lrange_100 >bench.txt 2>&1 &&"
                    + " redis-cli -s " + socket + " flushall &&"
                    + " for i in $(seq 1 500); do echo set key$i $(seq -s, 1 $i); done | redis-cli -s " + socket
                    + " | sort | uniq -c &&"
                    + " redis-cli -s " + socket + " debug digest; redis-cli -s " + socket
                    + " strlen key500; redis-cli -s " + socket + " ping";
            return on(false, Map.of(), "sh", "-c", script).succeeded();
        } finally {
            server.destroy();
            server.waitFor();
        }
    }

    @Test
    void javacAndAJavaProgram() throws IOException {
        String jdk = System.getProperty("java.home");
        Files.copy(INPUTS.resolve("Work.java"), folder.resolve("Work.java"));
        on(false, Map.of(), jdk + "/bin/javac", "-d", "plain", "Work.java").succeeded();
        on(true, Map.of(), jdk + "/bin/javac", "-d", "ours", "Work.java").succeeded();
        assertArrayEquals(
                Files.readAllBytes(folder.resolve("plain/Work.class")),
                Files.readAllBytes(folder.resolve("ours/Work.class")));
        Outcome ran = same(jdk + "/bin/java", "-Xmx256m", "-cp", "ours", "Work");
        assertEquals(
                List.of("done"),
                ran.out().lines().skip(ran.out().lines().count() - 1).toList());
        assertReached(jdk + "/bin/java", "-version");
    }
}
