import dev.ashlar.Pool;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A list that outlives its process, even one that is killed: each run puts its lines in front of those of the runs before.
 *
 * <pre>
 *   java --enable-native-access=ALL-UNNAMED -cp library/target/ashlar.jar examples/Kept.java kept.pool one two three
 *   java --enable-native-access=ALL-UNNAMED -cp library/target/ashlar.jar examples/Kept.java kept.pool --die four
 *   java --enable-native-access=ALL-UNNAMED -cp library/target/ashlar.jar examples/Kept.java kept.pool
 * </pre>
 */
final class Kept {
    /** An entry is the offset of the next one, then a string. */
    private static final long NEXT = 0;

    private static final long TEXT = 8;

    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[0]);
        Pool pool = Files.exists(file) ? Pool.open(file) : Pool.create(file, 1 << 20);
        boolean dies = false;
        for (int i = 1; i < arguments.length; i++) {
            if (arguments[i].equals("--die")) dies = true;
            else add(pool, arguments[i]);
        }
        if (dies) Runtime.getRuntime().halt(137); // as by kill -9: nothing is closed, nothing is flushed
        for (long offset = pool.mark(); offset != 0; ) {
            MemorySegment entry = pool.blockAt(offset);
            System.out.println(entry.getString(TEXT));
            offset = entry.get(ValueLayout.JAVA_LONG, NEXT);
        }
        System.out.println(pool.liveBlocks() + " entries, " + pool.validate().size() + " faults");
        pool.close();
    }

    private static void add(Pool pool, String text) {
        MemorySegment entry = pool.allocate(TEXT + 3L * text.length() + 1, 8);
        entry.set(ValueLayout.JAVA_LONG, NEXT, pool.mark());
        entry.setString(TEXT, text);
        pool.setMark(pool.offsetOf(entry));
    }
}
