/**
 * Netty's buffers in a heap of Ashlar's: {@link dev.ashlar.netty.AshlarAllocator}. Run with {@code
 * --enable-native-access=dev.ashlar,dev.ashlar.netty}.
 */
module dev.ashlar.netty {
    requires transitive dev.ashlar;
    requires transitive io.netty.buffer;
    requires io.netty.common;
    requires static org.jspecify;

    exports dev.ashlar.netty;
}
