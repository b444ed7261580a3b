package dev.ashlar.tool;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Where the checkout is and what the build put there, as the script says. */
final class Workspace {
    private Workspace() {}

    static Path root() {
        return Path.of(System.getProperty("ashlar.root", "."));
    }

    static Path build() {
        return root().resolve("build");
    }

    /** What follows the name of a library that carries the kind of machine in its name. */
    static String host() {
        return System.getProperty("ashlar.host", "x86_64_Linux");
    }

    /** The descriptors that were open before the JVM started, the standard ones at least. */
    static Set<Integer> descriptors() {
        Set<Integer> open = new HashSet<>(Set.of(0, 1, 2));
        String names = System.getProperty("ashlar.descriptors", "");
        for (String name : names.split(" ")) {
            if (name.matches("\\d+")) open.add(Integer.valueOf(name));
        }
        return open;
    }
}
