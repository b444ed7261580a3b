/** Off-heap memory: {@link dev.ashlar.Heap}, {@link dev.ashlar.Pool}. Run with {@code --enable-native-access=dev.ashlar}. */
module dev.ashlar {
    requires static java.management;
    requires static jdk.jfr;
    requires static org.jspecify;

    exports dev.ashlar;
}
