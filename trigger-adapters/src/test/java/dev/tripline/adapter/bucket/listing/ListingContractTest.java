package dev.tripline.adapter.bucket.listing;

import dev.tripline.spi.source.EventSource;
import dev.tripline.testkit.network.TcpLink;
import dev.tripline.testkit.server.S3Server;
import dev.tripline.testkit.source.MemoryStateStore;
import dev.tripline.testkit.source.push.EventSourceContract;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import software.amazon.awssdk.services.s3.S3Client;

class ListingContractTest implements EventSourceContract {
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

  /// Keeps nothing.
  static final class Listings implements ListingListener {
    @Override
    public void proceeding() {}

    @Override
    public void listed(long objects, List<String> problems) {}
  }
}
