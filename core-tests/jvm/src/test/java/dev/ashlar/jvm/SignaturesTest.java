package dev.ashlar.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every platform has the methods of the contract, to the letter. Read from class files: no two of them fit on one class
 * path.
 */
final class SignaturesTest {
    private static final Path ROOT = Path.of(System.getProperty("ashlar.root"));
    private static final String PACKAGE = "target/classes/dev/ashlar/platform";
    private static final List<String> CONTRACT =
            List.of("Atomics", "Bits", "Check", "Console", "Mem", "Os", "Root", "Threads");

    @ParameterizedTest
    @ValueSource(strings = {"platform/jvm", "platform/sim", "platform/remote", "native", "lab/page"})
    void anImplementationHasTheContractsSignatures(String module) throws IOException {
        for (String name : CONTRACT) {
            TreeSet<String> wanted =
                    signatures(ROOT.resolve("platform/api").resolve(PACKAGE).resolve(name + ".class"));
            assertFalse(wanted.isEmpty(), name);
            assertEquals(
                    wanted, signatures(ROOT.resolve(module).resolve(PACKAGE).resolve(name + ".class")), name);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = "platform/api")
    void theListAboveIsTheWholeContract(String module) throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve(module).resolve(PACKAGE))) {
            List<String> names = files.map(path -> path.getFileName().toString().replace(".class", ""))
                    .filter(name -> !name.equals("package-info"))
                    .sorted()
                    .toList();
            assertEquals(CONTRACT, names);
        }
    }

    private static TreeSet<String> signatures(Path file) throws IOException {
        ClassModel model = ClassFile.of().parse(Files.readAllBytes(file));
        TreeSet<String> signatures = new TreeSet<>();
        model.methods().stream()
                .filter(method ->
                        method.flags().has(AccessFlag.PUBLIC) && method.flags().has(AccessFlag.STATIC))
                .forEach(method -> signatures.add(
                        method.methodName().stringValue() + method.methodType().stringValue()));
        return signatures;
    }
}
