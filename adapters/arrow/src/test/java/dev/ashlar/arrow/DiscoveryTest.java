package dev.ashlar.arrow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.Heap;
import dev.ashlar.arrow.program.ArrowProgram;
import dev.ashlar.arrow.program.OwnHeapProgram;
import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.memory.netty.NettyAllocationManager;
import org.apache.arrow.memory.unsafe.UnsafeAllocationManager;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Programs that name no factory, each in a process of its own: whose is found, and what a debugged heap tells them. */
final class DiscoveryTest {
    private static final String OURS = "managed by " + AshlarAllocationManager.class.getName();
    private static final String NETTY = "managed by " + NettyAllocationManager.class.getName();
    private static final String UNSAFE = "managed by " + UnsafeAllocationManager.class.getName();

    private static final List<String> OPTIONS = List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    /** Where a class was loaded from. */
    private static String home(Class<?> type) {
        return Path.of(URI.create(
                        type.getProtectionDomain().getCodeSource().getLocation().toString()))
                .toString();
    }

    private static final String ASHLAR = home(AshlarAllocationManager.class);
    private static final List<String> ARROW = List.of(home(RootAllocator.class), home(LoggerFactory.class));
    private static final List<String> NETTYS = Stream.of(
                    "arrow-memory-netty", "arrow-memory-netty-buffer-patch", "netty-buffer", "netty-common")
            .map(DiscoveryTest::jar)
            .toList();

    private static String jar(String artifact) {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> Path.of(entry).getFileName().toString().matches(artifact + "-[0-9].*(?<!tests)\\.jar"))
                .findFirst()
                .orElseThrow();
    }

    private static String classPath(List<String> first, List<String> then) {
        return Stream.of(List.of(home(ArrowProgram.class), home(Heap.class)), ARROW, first, then)
                .flatMap(List::stream)
                .reduce((left, right) -> left + File.pathSeparator + right)
                .orElseThrow();
    }

    private record Said(int status, String text) {}

    private static Said run(List<String> options, String... program) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(options);
        command.addAll(List.of(program));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes());
        return new Said(process.waitFor(), text);
    }

    private static Said runOn(String classPath, List<String> more, String... arguments) throws Exception {
        return runOn(classPath, more, ArrowProgram.class, arguments);
    }

    private static Said runOn(String classPath, List<String> more, Class<?> program, String... arguments)
            throws Exception {
        List<String> options = new ArrayList<>(OPTIONS);
        options.addAll(more);
        options.addAll(List.of("-cp", classPath, program.getName()));
        return run(options, arguments);
    }

    private static void assertManagedBy(String manager, String classPath, String... options) throws Exception {
        Said said = runOn(classPath, List.of(options));
        assertTrue(said.text.contains(manager), said.text);
        assertEquals(0, said.status, said.text);
    }

    @Test
    void itIsFoundByBeingThere() throws Exception {
        assertManagedBy(OURS, classPath(List.of(ASHLAR), List.of()));
    }

    @Test
    void itIsFoundBeforeNettys() throws Exception {
        assertManagedBy(OURS, classPath(NETTYS, List.of(ASHLAR)));
    }

    @Test
    void ofTwoUnderOneNameTheFirstIsFound() throws Exception {
        List<String> unsafe = List.of(home(UnsafeAllocationManager.class));
        assertManagedBy(OURS, classPath(List.of(ASHLAR), unsafe));
        assertManagedBy(UNSAFE, classPath(unsafe, List.of(ASHLAR)));
    }

    @Test
    void thePropertyStillNamesArrowsOwn() throws Exception {
        assertManagedBy(NETTY, classPath(List.of(ASHLAR), NETTYS), "-Darrow.allocation.manager.type=Netty");
        List<String> unsafe = List.of(home(UnsafeAllocationManager.class));
        assertManagedBy(UNSAFE, classPath(List.of(ASHLAR), unsafe), "-Darrow.allocation.manager.type=Unsafe");
    }

    @Test
    void itIsFoundAsAModule() throws Exception {
        List<String> modules = new ArrayList<>(ARROW);
        modules.addAll(List.of(ASHLAR, home(Heap.class)));
        Said said = run(
                List.of(
                        "--module-path=" + String.join(File.pathSeparator, modules),
                        "--add-modules=dev.ashlar.arrow",
                        "--illegal-native-access=deny",
                        "--enable-native-access=dev.ashlar",
                        "--add-opens=java.base/java.nio=org.apache.arrow.memory.core",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        home(ArrowProgram.class)),
                ArrowProgram.class.getName());
        assertTrue(said.text.contains(OURS), said.text);
        assertEquals(0, said.status, said.text);
    }

    /** Each class is initialised by the other: whichever is first, both are whole. */
    @Test
    void aProgramMayBeginWithAHeapOfItsOwn() throws Exception {
        Said said = runOn(classPath(List.of(ASHLAR), List.of()), List.of(), OwnHeapProgram.class);
        assertEquals(0, said.status, said.text);
        assertTrue(said.text.contains("empty of 0\nof its own 1\nof the common heap 2\n"), said.text);
    }

    @Test
    void withoutNativeAccessTheMessageSaysTheOption() throws Exception {
        Said said = run(
                List.of(
                        "--illegal-native-access=deny",
                        OPTIONS.get(1),
                        OPTIONS.get(2),
                        "-cp",
                        classPath(List.of(ASHLAR), List.of())),
                ArrowProgram.class.getName());
        assertEquals(1, said.status, said.text);
        assertTrue(said.text.contains("run java with --enable-native-access=ALL-UNNAMED"), said.text);
    }

    @Test
    void anOverflowIsFoundWhereArrowChecksNoBounds() throws Exception {
        Said said = runOn(
                classPath(List.of(ASHLAR), List.of()),
                List.of("-Dashlar.debug=true", "-Darrow.enable_unsafe_memory_access=true"),
                "overflow");
        assertEquals(1, said.status, said.text);
        assertTrue(said.text.contains("MisuseException: free: overflow at 0x"), said.text);
        assertTrue(said.text.contains("at dev.ashlar.arrow.program.ArrowProgram.main(ArrowProgram.java:"), said.text);
    }

    @Test
    void aLeakIsToldWithWhoAskedArrow() throws Exception {
        Said said = runOn(
                classPath(List.of(ASHLAR), List.of()), List.of("-Dashlar.debug=true", "-Dashlar.leaks=true"), "leak");
        assertEquals(0, said.status, said.text);
        String told = said.text.substring(said.text.indexOf("ashlar: exit: not freed: 128 bytes in a block"));
        assertTrue(told.contains("at dev.ashlar.arrow.program.ArrowProgram.main(ArrowProgram.java:"), told);
    }
}
