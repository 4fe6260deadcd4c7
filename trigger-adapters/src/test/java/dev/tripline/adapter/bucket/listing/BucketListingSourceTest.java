package dev.tripline.adapter.bucket.listing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.adapter.bucket.ObjectSelection;
import dev.tripline.spi.source.Event;
import dev.tripline.testkit.server.S3Server;
import dev.tripline.testkit.source.MemoryStateStore;
import dev.tripline.testkit.source.push.MemoryEventSink;
import dev.tripline.testkit.source.push.RunningEventSource;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What listings report of a real store's bucket.
class BucketListingSourceTest {
  private static final AtomicInteger BUCKETS = new AtomicInteger();
  private static S3Server server;
  private static S3Client client;
  private final MemoryStateStore store = new MemoryStateStore();
  private final MemoryEventSink sink = new MemoryEventSink();
  private ListedBucket bucket;

  @BeforeAll
  static void start() {
    server = S3Server.start();
    client = ListedBucket.client(server.endpoint());
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
  }

  @BeforeEach
  void makeBucket() {
    bucket = new ListedBucket(client, "listed-" + BUCKETS.incrementAndGet());
    server.createBucket(bucket.name());
  }

  /// Counts listings that are complete.
  private static final class Counting implements ListingListener {
    private int count;
    private long objects;

    @Override
    public void proceeding() {}

    @Override
    public synchronized void listed(long objects, List<String> problems) {
      count++;
      this.objects = objects;
      notifyAll();
    }

    synchronized void await(int listings) throws InterruptedException {
      long end = System.nanoTime() + 60_000_000_000L;
      while (count < listings) {
        long left = (end - System.nanoTime()) / 1_000_000;
        assertThat(left).as("milliseconds left to wait for listings").isPositive();
        wait(left);
      }
    }

    synchronized long objects() {
      return objects;
    }
  }

  private void list(ListingSettings settings, int listings) throws InterruptedException {
    Counting counting = new Counting();
    var source = new BucketListingSource(settings, client, store, counting, InstantSource.system());
    try (RunningEventSource _ = RunningEventSource.start(source, sink)) {
      counting.await(listings);
    }
  }

  private List<String> reported() {
    return sink.accepted().stream()
        .map(event -> event.type().replaceFirst(".*Object", "") + " " + event.subject())
        .toList();
  }

  @Test
  void objects_that_come_change_and_go_while_nobody_lists_are_reported_by_the_next()
      throws Exception {
    bucket.put("a b/é.txt", "1");
    bucket.put("stays", "1");
    list(bucket.settings("", ""), 2);
    bucket.put("a b/é.txt", "22");
    bucket.delete("stays");
    bucket.put("new", "1");
    list(bucket.settings("", ""), 2);
    assertThat(reported())
        .containsExactly(
            "Created:Put a b/é.txt",
            "Created:Put stays",
            "Created:Put a b/é.txt",
            "Created:Put new",
            "Removed:Delete stays");
    JsonNode first = record(sink.accepted().get(0)).path("s3").path("object");
    JsonNode changed = record(sink.accepted().get(2)).path("s3").path("object");
    assertThat(first.path("key").asString()).isEqualTo("a+b/%C3%A9.txt");
    assertThat(first.path("eTag").asString()).isEqualTo("c4ca4238a0b923820dcc509a6f75849b");
    assertThat(changed.path("size").asInt()).isEqualTo(2);
    assertThat(changed.path("sequencer").asString())
        .isGreaterThan(first.path("sequencer").asString());
  }

  @Test
  void object_that_comes_back_as_it_was_is_new() throws Exception {
    bucket.put("a", "1");
    list(bucket.settings("", ""), 1);
    bucket.delete("a");
    list(bucket.settings("", ""), 1);
    bucket.put("a", "1");
    list(bucket.settings("", ""), 1);
    assertThat(reported()).containsExactly("Created:Put a", "Removed:Delete a", "Created:Put a");
  }

  @Test
  void prefix_and_suffix_select_and_another_prefix_removes_nothing() throws Exception {
    for (String key : List.of("in/a.jpg", "in/a.png", "in/", "out/a.jpg")) {
      bucket.put(key, "1");
    }
    list(bucket.settings("in/", ".jpg"), 1);
    list(bucket.settings("out/", ".jpg"), 1);
    assertThat(reported()).containsExactly("Created:Put in/a.jpg", "Created:Put out/a.jpg");
    var removals = new ObjectSelection(List.of("s3:ObjectRemoved:*"), "in/", "");
    bucket.delete("in/a.png");
    bucket.put("in/b.jpg", "1");
    list(bucket.settings(removals, false), 1);
    assertThat(reported()).hasSize(3).last().isEqualTo("Removed:Delete in/a.png");
  }

  @Test
  void crash_between_accepting_and_remembering_reports_again_under_the_same_keys()
      throws Exception {
    bucket.put("gone", "1");
    list(bucket.settings("", ""), 1);
    bucket.delete("gone");
    bucket.put("a", "1");
    bucket.put("b", "1");
    int before = sink.offers().size();
    // The start of the run is saved, and then nothing.
    store.breakAfter(1);
    var source =
        new BucketListingSource(
            bucket.settings("", ""),
            client,
            store,
            new ListingContractTest.Listings(),
            InstantSource.system());
    try (RunningEventSource running = RunningEventSource.start(source, sink)) {
      assertThat(running.awaitEnd()).hasMessageContaining("broken");
    }
    store.breakAfter(Integer.MAX_VALUE);
    list(bucket.settings("", ""), 2);
    assertThat(keys(before + 1)).isEqualTo(keys(before));
    assertThat(reported())
        .containsExactly(
            "Created:Put gone", "Created:Put a", "Created:Put b", "Removed:Delete gone");
  }

  private List<String> keys(int offer) {
    return sink.offers().get(offer).stream()
        .map(event -> Objects.requireNonNull(event.dedupKey()))
        .toList();
  }

  @Test
  void only_what_is_modified_after_the_start_is_reported_if_so_noted() throws Exception {
    bucket.put("old", "1");
    Instant later = client.headObject(r -> r.bucket(bucket.name()).key("old")).lastModified();
    BucketListingSource.noteStart(store, "t", later.plusSeconds(2));
    list(bucket.settings("", ""), 1);
    assertThat(reported()).isEmpty();
    bucket.put("old", "2");
    bucket.put("new", "1");
    list(bucket.settings("", ""), 1);
    assertThat(reported()).containsExactly("Created:Put new", "Created:Put old");
    assertThat(BucketListingSource.timeOfStore(client, bucket.name())).isPresent();
  }

  @Test
  void each_version_and_each_delete_marker_of_a_bucket_with_versions_is_reported()
      throws Exception {
    client.putBucketVersioning(r ->
        r.bucket(bucket.name())
            .versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
    var all = new ObjectSelection(List.of("s3:*"), "", "");
    bucket.put("a", "1");
    bucket.put("a", "22");
    list(bucket.settings(all, true), 2);
    bucket.put("a", "333");
    bucket.delete("a");
    bucket.put("a", "4444");
    bucket.put("b", "1");
    list(bucket.settings(all, true), 2);
    bucket.delete("b");
    list(bucket.settings(all, true), 2);
    // Within a second nothing tells whether a version or a marker came first.
    assertThat(reported())
        .startsWith("Created:Put a", "Created:Put a")
        .containsExactlyInAnyOrder(
            "Created:Put a",
            "Created:Put a",
            "Created:Put a",
            "Removed:DeleteMarkerCreated a",
            "Created:Put a",
            "Created:Put b",
            "Removed:DeleteMarkerCreated b")
        .endsWith("Removed:DeleteMarkerCreated b");
    assertThat(sink.accepted())
        .extracting(event -> record(event).at("/s3/object/versionId").asString())
        .doesNotHaveDuplicates()
        .doesNotContain("");
    assertThat(
            sink.accepted().stream()
                .filter(event -> event.type().contains("Created:Put"))
                .map(event -> record(event).at("/s3/object/size").asInt()))
        .containsExactly(1, 2, 3, 4, 1);
  }

  /// 3,000 by default; `-Dbucket.objects=100000` is the long form, which prints the memory in use.
  @Test
  void large_bucket_is_listed_page_by_page_through_crashes() throws Exception {
    int objects = Integer.getInteger("bucket.objects", 3_000);
    server.fill(bucket.name(), IntStream.range(0, objects).mapToObj("%08d"::formatted).toList());
    long before = usedMemory();
    List<Long> used = new ArrayList<>();
    int runs = 0;
    boolean complete = false;
    while (!complete) {
      runs++;
      store.breakAfter(runs < 4 ? 3 : Integer.MAX_VALUE);
      Counting counting = new Counting();
      var source =
          new BucketListingSource(
              bucket.settings("", ""), client, store, counting, InstantSource.system());
      try (RunningEventSource running = RunningEventSource.start(source, sink)) {
        if (runs < 4) {
          assertThat(running.awaitEnd()).hasMessageContaining("broken");
        } else {
          counting.await(2);
          assertThat(counting.objects()).isEqualTo(objects);
          complete = true;
        }
      }
      used.add(usedMemory());
    }
    assertThat(sink.subjects()).hasSize(objects).doesNotHaveDuplicates();
    System.out.printf(
        "%d objects listed; memory in use before and after runs, in MB: %d, %s%n",
        objects, before >> 20, used.stream().map(bytes -> bytes >> 20).toList());
  }

  private static long usedMemory() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static JsonNode record(Event event) {
    return JsonMapper.shared().readTree(event.payload()).path("Records").path(0);
  }
}
