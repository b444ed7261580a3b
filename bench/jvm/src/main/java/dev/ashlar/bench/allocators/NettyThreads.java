package dev.ashlar.bench.allocators;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads on which JMH measures Netty: such as its event loops are. */
public final class NettyThreads extends ThreadPoolExecutor {
    /** As JMH calls it. */
    public NettyThreads(int threads, String name) {
        super(threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), new DefaultThreadFactory(name, true));
    }
}
