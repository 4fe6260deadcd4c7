package dev.tripline.adapter.kafka;

import dev.tripline.adapter.kafka.network.BoundedAnswers;
import dev.tripline.adapter.kafka.network.ResolvedHosts;
import dev.tripline.spi.invocation.Payload;
import dev.tripline.spi.network.AddressResolver;
import dev.tripline.spi.source.ShardConsumer;
import dev.tripline.spi.source.SourceUnavailableException;
import dev.tripline.spi.source.StreamRecord;
import dev.tripline.spi.source.StreamSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/// A Kafka topic, read as a member of a consumer group; its shards are the partitions that the group
/// assigns to this node.
///
/// Keys, values and headers stay bytes: nothing is ever deserialised. A record's id within its batch is
/// its offset. Offsets are committed when everything before them is finished, and never lowered.
/// Aborted transactions are not read. A partition that is handed over waits for its batch up to a
/// bound; one that was lost commits nothing and is interrupted at once.
///
/// [#run] polls on a thread of its own and can be called again after it has ended.
public final class KafkaStreamSource implements StreamSource {
  private static final int MAX_POLL_RECORDS = 2_000;
  private static final Duration METADATA_AGE = Duration.ofSeconds(5);

  private final KafkaStreamSettings settings;
  private final InstantSource clock;
  private final KafkaBatchJson json;
  private volatile boolean stopped;
  private volatile @Nullable GroupMember current;

  /// Connects in [#run].
  public KafkaStreamSource(KafkaStreamSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    this.json =
        new KafkaBatchJson(settings.topic().name(), settings.arn(), settings.cluster().servers());
  }

  @Override
  public void run(ShardConsumer consumer) throws InterruptedException {
    var member = new GroupMember(client(), settings, json, consumer, clock);
    current = member;
    if (stopped) {
      member.stop();
    }
    var polling = new Polling(member);
    Thread thread = Thread.ofPlatform().name("kafka " + settings.topic().name()).start(polling);
    try {
      polling.over.await();
    } catch (InterruptedException e) {
      member.hurry();
      thread.join();
      throw e;
    }
    RuntimeException failure = polling.failure;
    if (failure != null) {
      throw failure;
    }
  }

  /// A platform thread, because the client blocks in a selector. Its end is the membership's end.
  private static final class Polling implements Runnable {
    private final GroupMember member;
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile @Nullable RuntimeException failure;

    Polling(GroupMember member) {
      this.member = member;
    }

    @Override
    public void run() {
      try {
        member.run();
      } catch (RuntimeException e) {
        failure = e;
      } finally {
        over.countDown();
      }
    }
  }

  private KafkaConsumer<byte[], byte[]> client() {
    Map<String, Object> properties = settings.cluster().clientProperties();
    KafkaStreamSettings.Limits limits = settings.limits();
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, settings.topic().group());
    properties.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        List.of(CooperativeStickyAssignor.class));
    properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
    properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 * 1024 * 1024);
    properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1024 * 1024);
    // Partitions that are added to the topic are noticed as late as that.
    properties.put(
        ConsumerConfig.METADATA_MAX_AGE_CONFIG, Math.toIntExact(METADATA_AGE.toMillis()));
    // What is resumed waits for the end of a fetch that the broker holds for the others.
    properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
    // As large as the system makes it: the client's 64 KB let the broker wait for every read.
    properties.put(ConsumerConfig.RECEIVE_BUFFER_CONFIG, -1);
    properties.put(
        ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, Math.toIntExact(limits.maxPoll().toMillis()));
    properties.put(
        ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, Math.toIntExact(limits.session().toMillis()));
    properties.put(
        ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
        Math.toIntExact(limits.heartbeat().toMillis()));
    try {
      KafkaConsumer<byte[], byte[]> client = new KafkaConsumer<>(properties);
      BoundedAnswers.restrict(client);
      AddressResolver addresses = settings.cluster().addresses();
      if (addresses != null) {
        ResolvedHosts.restrict(client, addresses);
      }
      return client;
    } catch (KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new SourceUnavailableException(
          "the settings for Kafka at %s do not work: %s"
              .formatted(settings.cluster().servers(), cause.getMessage()),
          e);
    }
  }

  @Override
  public void stop() {
    stopped = true;
    GroupMember member = current;
    if (member != null) {
      member.stop();
    }
  }

  @Override
  public Payload toPayload(String shardId, List<StreamRecord> records) {
    return json.batch(shardId, records);
  }

  @Override
  public byte[] toRecord(StreamRecord record) {
    return json.record(record);
  }

  @Override
  public void close() {
    stop();
  }
}
