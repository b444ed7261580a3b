package dev.ashlar.netty;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetector.Level;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Netty's leak detector, watching each buffer, whose findings are kept. One per JVM: each test class has a JVM of its own. */
final class Detector<T> extends ResourceLeakDetector<T> {
    /** What is known of each buffer that was found to have leaked. */
    static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();

    private Detector(Class<?> resourceType) {
        super(resourceType, 1);
    }

    /** Before Netty makes its first buffer. */
    static void install(Level level) {
        ResourceLeakDetector.setLevel(level);
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new ResourceLeakDetectorFactory() {
            @Override
            @Deprecated
            public <R> ResourceLeakDetector<R> newResourceLeakDetector(
                    Class<R> resource, int samplingInterval, long maxActive) {
                return new Detector<>(resource);
            }
        });
    }

    @Override
    protected boolean needReport() {
        return true;
    }

    @Override
    protected void reportTracedLeak(String resourceType, String records) {
        LEAKS.add(resourceType + records);
    }

    @Override
    protected void reportUntracedLeak(String resourceType) {
        LEAKS.add(resourceType);
    }
}
