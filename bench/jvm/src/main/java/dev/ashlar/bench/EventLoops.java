package dev.ashlar.bench;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** JMH's threads as Netty's event loops have them. */
public final class EventLoops extends ThreadPoolExecutor {
    /** JMH's way to make one. */
    public EventLoops(int threads, String prefix) {
        super(threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), new DefaultThreadFactory(prefix));
    }
}
