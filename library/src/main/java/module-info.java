/** Off-heap memory: {@link dev.ashlar.Heap}, {@link dev.ashlar.Pool}. Run with {@code --enable-native-access=dev.ashlar}. */
@SuppressWarnings("module") // the adapters are built later
module dev.ashlar {
    requires static java.management;
    requires static jdk.jfr;
    requires static org.jspecify;

    exports dev.ashlar;
    exports dev.ashlar.adapter to
            dev.ashlar.netty;
}
