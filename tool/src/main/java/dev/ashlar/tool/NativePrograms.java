package dev.ashlar.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A list of programs, read from a file: one in each line; empty lines and those that start with # are none. */
final class NativePrograms {
    private NativePrograms() {}

    static List<NativeProgram> read(Path list) {
        Map<String, NativeProgram> programs = new LinkedHashMap<>();
        int number = 0;
        for (String text : lines(list)) {
            number++;
            if (text.isBlank() || text.strip().startsWith("#")) continue;
            NativeLine line = new NativeLine(list, number, text.strip());
            NativeProgram program = line.program();
            if (programs.putIfAbsent(program.name(), program) != null) throw line.wrong("this name is taken");
        }
        return List.copyOf(programs.values());
    }

    private static List<String> lines(Path list) {
        try {
            return Files.readAllLines(list);
        } catch (IOException failure) {
            throw new Ashlar.Complaint("can't read the programs in %s: %s".formatted(list, failure.getMessage()));
        }
    }

    /** The chosen ones, or all. */
    static List<NativeProgram> named(List<String> names, List<NativeProgram> programs) {
        if (names.isEmpty()) return programs;
        return names.stream().distinct().map(name -> named(name, programs)).toList();
    }

    private static NativeProgram named(String name, List<NativeProgram> programs) {
        return programs.stream()
                .filter(program -> program.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new Ashlar.Complaint("there is no program '%s'; there is %s"
                        .formatted(
                                name,
                                String.join(
                                        ", ",
                                        programs.stream()
                                                .map(NativeProgram::name)
                                                .toList()))));
    }
}
