package dev.ashlar.tool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A program file, and whether LD_PRELOAD reaches it. The dynamic loader does the preloading, so a program without one
 * (statically linked) or for which it refuses (setuid, another processor) would run on its own malloc without a word.
 */
record Program(Path path) {
    private static final int NOT_FOUND = 127;
    private static final int SETUID_OR_SETGID = 06000;
    private static final int HEAD_BYTES = 1 << 16;
    private static final int PT_INTERP = 3;
    private static final int MACHINE_X86_64 = 62;
    private static final int MACHINE_AARCH64 = 183;

    /** As a shell would: a path if there is a slash in it, else looked up on the PATH. */
    static Program find(String name) {
        if (name.contains("/")) {
            Path path = Path.of(name);
            if (!Files.exists(path)) throw new Ashlar.Complaint("%s: no such file".formatted(name), NOT_FOUND);
            if (Files.isDirectory(path)) throw new Ashlar.Complaint("%s is a directory".formatted(name));
            if (!Files.isExecutable(path)) throw new Ashlar.Complaint("%s is not executable".formatted(name));
            return new Program(path);
        }
        for (String folder :
                System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(":")) {
            Path path = Path.of(folder.isEmpty() ? "." : folder, name);
            if (Files.isExecutable(path) && !Files.isDirectory(path)) return new Program(path);
        }
        throw new Ashlar.Complaint("%s: not found on the PATH".formatted(name), NOT_FOUND);
    }

    void requirePreloadable() {
        requirePreloadable(4);
    }

    private void requirePreloadable(int interpretersLeft) {
        ByteBuffer head = head();
        if (isSetuid()) throw unreachable("is setuid or setgid, and the loader ignores LD_PRELOAD for it");
        if (startsWith(head, "#!")) {
            Path interpreter = interpreter(head);
            if (interpretersLeft == 0 || !Files.exists(interpreter)) return; // the kernel's own error says it best
            new Program(interpreter).requirePreloadable(interpretersLeft - 1);
        } else if (startsWith(head, "\177ELF")) {
            requireDynamic(head);
        }
    }

    private void requireDynamic(ByteBuffer head) {
        head.order(head.get(5) == 2 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        boolean is64Bit = head.get(4) == 2;
        int machine = head.getShort(18);
        if (!is64Bit || machine != machineOfThisProcess())
            throw unreachable("is for another processor (ELF machine %d, %d bits) than the library"
                    .formatted(machine, is64Bit ? 64 : 32));
        long table = head.getLong(32);
        int entryBytes = head.getShort(54);
        int entries = head.getShort(56);
        for (int i = 0; i < entries; i++) {
            long entry = table + (long) i * entryBytes;
            if (entry + 4 > head.limit()) return; // an odd file: let the loader decide
            if (head.getInt((int) entry) == PT_INTERP) return;
        }
        throw unreachable("is statically linked: it carries its own malloc and no loader that would preload ours");
    }

    private Ashlar.Complaint unreachable(String why) {
        return new Ashlar.Complaint("%s %s; it can't run on an Ashlar heap".formatted(path, why));
    }

    private static int machineOfThisProcess() {
        String architecture = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return architecture.equals("aarch64") ? MACHINE_AARCH64 : MACHINE_X86_64;
    }

    private boolean isSetuid() {
        try {
            return ((int) Files.getAttribute(path, "unix:mode") & SETUID_OR_SETGID) != 0;
        } catch (IOException unreadable) {
            return false;
        }
    }

    private ByteBuffer head() {
        ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
        try (FileChannel file = FileChannel.open(path)) {
            while (head.hasRemaining() && file.read(head) > 0) {}
        } catch (IOException unreadable) {
            head.clear(); // executable but not readable: run it, there is nothing to look at
            return head.limit(0);
        }
        return head.flip();
    }

    private static boolean startsWith(ByteBuffer head, String magic) {
        byte[] bytes = magic.getBytes(StandardCharsets.ISO_8859_1);
        return head.remaining() >= 64 && head.slice(0, bytes.length).equals(ByteBuffer.wrap(bytes))
                || magic.equals("#!") && head.remaining() > 2 && head.get(0) == '#' && head.get(1) == '!';
    }

    private static Path interpreter(ByteBuffer head) {
        String start = StandardCharsets.ISO_8859_1
                .decode(head.slice(2, Math.min(head.limit(), 256) - 2))
                .toString();
        return Path.of(start.lines().findFirst().orElse("").strip().split("\\s", 2)[0]);
    }
}
