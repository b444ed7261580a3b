package dev.ashlar.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;

@Command(
        name = "build",
        mixinStandardHelpOptions = true,
        description = "Build what is missing or older than its sources, and print what is where.")
final class BuildCommand implements Runnable {
    /** The script has built by now; what is left is to show it. */
    @Override
    public void run() {
        show(Workspace.build().resolve("libashlar.so"), "the segment heap");
        show(Workspace.build().resolve("include/ashlar.h"), "its header");
        show(Workspace.build().resolve("libft_malloc_%s.so".formatted(Workspace.host())), "the zone heap");
        show(Workspace.build().resolve("libft_malloc.so"), "a link to it");
        show(Workspace.build().resolve("include/ft_malloc.h"), "its header");
        show(Workspace.build().resolve("libashlar-tlsf.so"), "pools that grow, as a malloc");
        show(Workspace.build().resolve("libashlar-guarded.so"), "the guarded heap");
        show(Workspace.build().resolve("include/ashlar_guarded.h"), "its header");
        show(Workspace.build().resolve("libashlar-ladder.so"), "the ladder, its step chosen by ASHLAR_HEAP");
        show(Workspace.build().resolve("libmemoman.so"), "pools");
        show(Workspace.build().resolve("libmemoman.a"), "the same, to link with");
        show(Workspace.build().resolve("include/memoman.h"), "their header");
        show(Workspace.build().resolve("include/tlsf.h"), "the same by Conte's names");
        if (Files.exists(Workspace.build().resolve("windows/ashlar.dll"))) showWindows();
        show(Workspace.root().resolve("library/target/ashlar.jar"), "the Java library");
    }

    /** Built where there is a compiler for it. */
    private static void showWindows() {
        Path windows = Workspace.build().resolve("windows");
        for (Heap heap : Heap.values()) {
            if (!heap.windowsLibrary.isEmpty()) show(windows.resolve(heap.windowsLibrary), "for Windows: " + heap.id);
        }
        show(windows.resolve("libmemoman.a"), "for Windows: pools");
        show(Workspace.build().resolve("include/ashlar_override.h"), "for Windows: makes a program's malloc ours");
    }

    private static void show(Path path, String what) {
        try {
            System.out.printf("%9d bytes  %s  %s%n", Files.size(path), path, what);
        } catch (IOException missing) {
            throw new Ashlar.Complaint(path + " is missing after the build; see build/build.log");
        }
    }
}
