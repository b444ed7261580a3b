package dev.ashlar.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The core keeps to its dialect, and the check would say so if it did not. */
final class DialectTest {
    private static final Path CORE = Path.of(System.getProperty("ashlar.root"), "core/target/classes");

    @Test
    void theCoreKeepsToItsDialect() throws IOException {
        assertTrue(Files.exists(CORE.resolve("dev/ashlar/core/zone/ZoneRoot.class")), "nothing to check in " + CORE);
        assertEquals(List.of(), Dialect.offencesBelow(CORE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Assertion",
                "Array",
                "AutoBoxing",
                "CallToJdk",
                "Catching",
                "Enumeration",
                "Floating",
                "InstanceMethod",
                "Lambda",
                "MutableStatic",
                "NewObject",
                "NotConstant",
                "PublicConstructor",
                "StringConstant",
                "Subclass",
                "Synchronizing",
                "Throwing"
            })
    void eachOffenceIsFound(String name) throws IOException {
        List<String> offences = Dialect.offencesIn(classFile("Offences$" + name));
        assertFalse(offences.isEmpty(), name);
        assertTrue(offences.getFirst().startsWith("dev.ashlar.dialect.Offences$" + name + "."), offences::toString);
    }

    @Test
    void anOffenceNamesClassMethodAndLine() throws IOException {
        String offence = Dialect.offencesIn(classFile("Offences$NewObject")).getFirst();
        assertTrue(offence.matches("dev\\.ashlar\\.dialect\\.Offences\\$NewObject\\.make:[1-9][0-9]* .*"), offence);
    }

    private static byte[] classFile(String name) throws IOException {
        try (InputStream stream = DialectTest.class.getResourceAsStream(name + ".class")) {
            return stream.readAllBytes();
        }
    }
}
