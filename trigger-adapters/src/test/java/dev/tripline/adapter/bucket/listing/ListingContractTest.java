package dev.tripline.adapter.bucket.listing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.source.EventSource;
import dev.tripline.testkit.network.TcpLink;
import dev.tripline.testkit.server.S3Server;
import dev.tripline.testkit.source.MemoryStateStore;
import dev.tripline.testkit.source.push.EventSourceContract;
import dev.tripline.testkit.source.push.MemoryEventSink;
import dev.tripline.testkit.source.push.RunningEventSource;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

class ListingContractTest implements EventSourceContract {
  private static final int MOMENTS = 60;
  private static final AtomicInteger BUCKETS = new AtomicInteger();
  private static S3Server server;
  private static S3Client direct;
  private final MemoryStateStore store = new MemoryStateStore();
  private TcpLink link;
  private S3Client linked;
  private ListedBucket bucket;

  @BeforeAll
  static void start() {
    server = S3Server.start();
    direct = ListedBucket.client(server.endpoint());
  }

  @AfterAll
  static void stop() {
    direct.close();
    server.close();
  }

  @BeforeEach
  void makeBucket() {
    bucket = new ListedBucket(direct, "contract-" + BUCKETS.incrementAndGet());
    server.createBucket(bucket.name());
    link = TcpLink.to(server.endpoint().getPort());
    linked = ListedBucket.client(URI.create("http://127.0.0.1:" + link.port()));
  }

  @AfterEach
  void cut() {
    linked.close();
    link.close();
  }

  @Override
  public EventSource open() {
    return new BucketListingSource(
        bucket.settings("", ""), linked, store, new Listings(), InstantSource.system());
  }

  @Override
  public void happen(String subject) {
    bucket.put(subject, subject);
  }

  @Override
  public void setReachable(boolean reachable) {
    if (reachable) {
      link.mend();
    } else {
      link.cut();
    }
  }

  /// The client waits for a name, a connection, an answer or the next listing by then.
  @Test
  void interrupts_at_any_moment_end_the_run() throws Exception {
    for (int i = 0; i < MOMENTS; i++) {
      try (RunningEventSource running = RunningEventSource.start(open(), new MemoryEventSink())) {
        LockSupport.parkNanos(i * Duration.ofMillis(1).toNanos());
        running.interrupt();
        assertThat(running.awaitEnd())
            .as("interrupted after %d ms", i)
            .isInstanceOf(InterruptedException.class);
      }
    }
  }

  /// Keeps nothing.
  static final class Listings implements ListingListener {
    @Override
    public void proceeding() {}

    @Override
    public void listed(long objects, List<String> problems) {}
  }
}
