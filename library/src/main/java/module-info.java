/** Off-heap memory: {@link dev.ashlar.Pool}. Run with {@code --enable-native-access=dev.ashlar}. */
module dev.ashlar {
    requires static org.jspecify;

    exports dev.ashlar;
}
