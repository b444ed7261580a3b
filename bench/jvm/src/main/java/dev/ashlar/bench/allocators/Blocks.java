package dev.ashlar.bench.allocators;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How every allocator is measured, with the settings under which it is fastest: Unsafe without its warnings, Netty with its caches for
 * every thread, and without its look for leaks.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
        value = 3,
        jvmArgsAppend = {
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dio.netty.allocator.useCacheForAllThreads=true",
            "-Dio.netty.leakDetection.level=disabled"
        })
public abstract class Blocks {
    /** Of each block. */
    @Param("64")
    public int bytes;

    /** How many live at once, where it is not one. */
    @Param("8")
    public int blocks;

    /** Called by the thread that is measured, before it is. */
    void open() {}

    /** Called afterwards, when nobody needs a block. */
    void close() {}

    @Setup
    public final void setUp() {
        open();
    }

    @TearDown
    public final void tearDown() {
        close();
    }
}
