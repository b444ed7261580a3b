package dev.ashlar;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.attribute.SourceFileAttribute;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * Writes what a version promises: the public classes of the package with their public and protected members, without code. A build is
 * compared with that ({@code japicmp}), and fails if a program that was compiled against it could not run any more.
 * <pre>
 *   java -cp library/target/test-classes dev.ashlar.ApiBaseline library/target/classes library/src/api/ashlar.jar
 * </pre>
 * To be run when a version is released; what is added in between may still change.
 */
final class ApiBaseline {
    private static final Set<AccessFlag> PROMISED = Set.of(AccessFlag.PUBLIC, AccessFlag.PROTECTED);

    private ApiBaseline() {}

    public static void main(String[] arguments) throws IOException {
        Path classes = Path.of(arguments[0]);
        Path jar = Path.of(arguments[1]);
        Files.createDirectories(jar.getParent());
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(file)) {
            for (Path found : classFiles(classes.resolve("dev/ashlar"))) add(entries, classes, found);
        }
    }

    private static List<Path> classFiles(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.toString().endsWith(".class"))
                    .sorted()
                    .toList();
        }
    }

    private static void add(JarOutputStream entries, Path classes, Path found) throws IOException {
        ClassModel model = ClassFile.of().parse(found);
        if (!model.flags().has(AccessFlag.PUBLIC)) return;
        JarEntry entry = new JarEntry(classes.relativize(found).toString());
        entry.setTime(0); // the same classes make the same file
        entries.putNextEntry(entry);
        entries.write(ClassFile.of(ClassFile.ConstantPoolSharingOption.NEW_POOL).transformClass(model, promises()));
    }

    private static ClassTransform promises() {
        ClassTransform noSecrets = ClassTransform.dropping(element -> switch (element) {
            case MethodModel method -> isSecret(method.flags().flags());
            case FieldModel field -> isSecret(field.flags().flags());
            case SourceFileAttribute _ -> true;
            default -> false;
        });
        return noSecrets.andThen(
                ClassTransform.transformingMethods(MethodTransform.dropping(element -> element instanceof CodeModel)));
    }

    private static boolean isSecret(Set<AccessFlag> flags) {
        return flags.stream().noneMatch(PROMISED::contains);
    }
}
