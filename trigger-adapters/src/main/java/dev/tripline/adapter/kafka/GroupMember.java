package dev.tripline.adapter.kafka;

import dev.tripline.spi.source.ShardConsumer;
import dev.tripline.spi.source.SourceUnavailableException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One membership of the consumer group, from joining to leaving. Everything happens on one thread,
/// which never waits for a function: it polls on while partitions are paused, so that the group keeps
/// this node however long a batch takes. Only a partition that another node is waiting for makes it
/// wait for that partition's batch, up to a bound.
final class GroupMember implements ConsumerRebalanceListener {
  private static final Logger log = LoggerFactory.getLogger(GroupMember.class);
  private static final Duration WAIT = Duration.ofSeconds(10);
  private static final Duration BUSY = Duration.ofMillis(2);
  private static final Duration WORKING = Duration.ofMillis(20);
  private static final Duration IDLE = Duration.ofMillis(100);
  private static final long SOON = Duration.ofMillis(50).toNanos();
  private static final Duration AT_ONCE = Duration.ofSeconds(1);
  private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(5);

  /// How often what is finished while partitions are handed over is committed.
  private static final long ENDING_COMMITS = Duration.ofMillis(100).toNanos();

  private static final long LAG_INTERVAL = Duration.ofSeconds(1).toNanos();

  private static final String ASKED_OPENLY =
      ". It was asked without TLS and without a login: a cluster that wants them does not answer."
          + " A trigger gives them as tls and sasl, a mapping as SourceAccessConfigurations";

  private final Consumer<byte[], byte[]> client;
  private final KafkaStreamSettings settings;
  private final KafkaBatchJson json;
  private final ShardConsumer consumer;
  private final InstantSource clock;
  private final StartOffsets startOffsets;
  private final OffsetCommits commits;
  private final BrokerLiveness liveness;
  private final FetchPauses pauses;
  private final Map<TopicPartition, ShardThread> assigned = new LinkedHashMap<>();
  private final Map<TopicPartition, ShardThread> former = new HashMap<>();
  private volatile boolean stopping;
  private volatile boolean hurrying;
  private boolean subscribed;
  private boolean fenced;
  private long lagAt = System.nanoTime();
  private long uncommittedAt = System.nanoTime();

  GroupMember(
      Consumer<byte[], byte[]> client,
      KafkaStreamSettings settings,
      KafkaBatchJson json,
      ShardConsumer consumer,
      InstantSource clock) {
    this.client = client;
    this.settings = settings;
    this.json = json;
    this.consumer = consumer;
    this.clock = clock;
    this.startOffsets = new StartOffsets(client, settings);
    this.commits = new OffsetCommits(client, startOffsets, () -> fenced = true);
    this.liveness = new BrokerLiveness(client, settings.topic().name(), settings.limits());
    this.pauses = new FetchPauses(client);
  }

  /// Finish what was read, hand everything over, and leave. Does not wait; for any thread.
  void stop() {
    stopping = true;
  }

  /// Leave now: what is with functions is interrupted. For any thread.
  void hurry() {
    stopping = true;
    hurrying = true;
  }

  /// @throws SourceUnavailableException if the cluster is out of reach, or a shard was given up
  void run() {
    boolean orderly = false;
    try {
      join();
      while (!stopping || !allOver()) {
        runOnce();
      }
      orderly = true;
    } catch (KafkaException e) {
      throw unavailable(e);
    } finally {
      try (liveness) {
        leave(orderly);
      }
    }
  }

  private void join() {
    String topic = settings.topic().name();
    if (client.partitionsFor(topic, WAIT).isEmpty()) {
      throw new SourceUnavailableException(
          "there is no topic " + topic + " at " + settings.cluster().servers());
    }
    liveness.start();
    client.subscribe(List.of(topic), this);
    subscribed = true;
  }

  private void runOnce() {
    checkRight();
    if (stopping) {
      assigned.values().forEach(thread -> thread.shard().end());
      if (hurrying) {
        assigned.values().forEach(ShardThread::interrupt);
      }
    } else {
      checkShards();
    }
    List<KafkaShard> shards = shards(assigned.values());
    commits.send(shards);
    boolean paused = pauseFull(shards);
    try {
      ConsumerRecords<byte[], byte[]> records = client.poll(longestPoll(paused, shards));
      records
          .nextOffsets()
          .forEach((partition, position) -> {
            ShardThread thread = assigned.get(partition);
            if (thread != null) {
              thread.shard().offer(records.records(partition), position);
            }
          });
    } catch (OffsetOutOfRangeException e) {
      passGaps(e.offsetOutOfRangePartitions());
    }
    noteLags();
  }

  private boolean pauseFull(List<KafkaShard> shards) {
    if (stopping) {
      client.pause(shards.stream().map(KafkaShard::partition).toList());
      return true;
    }
    try {
      return pauses.update(shards);
    } catch (InterruptedException _) {
      hurry();
      return true;
    }
  }

  /// Nothing that is finished meanwhile ends a poll. Where something was, more will be.
  private Duration longestPoll(boolean paused, List<KafkaShard> shards) {
    long now = System.nanoTime();
    if (shards.stream().anyMatch(shard -> shard.uncommitted() != null)) {
      uncommittedAt = now;
    }
    if (paused || now - uncommittedAt < SOON) {
      return BUSY;
    }
    return shards.stream().anyMatch(KafkaShard::isWorking) ? WORKING : IDLE;
  }

  /// Does not go on with partitions that may be with others by now.
  private void checkRight() {
    String why;
    if (fenced) {
      why = "the group of %s has gone on without this node".formatted(settings.topic().name());
    } else if (liveness.isOverThoughAsked()) {
      fenced = true;
      why =
          "no word from Kafka at %s for the time of a session, %s less a heartbeat"
              .formatted(settings.cluster().servers(), settings.limits().session());
    } else {
      return;
    }
    throw new SourceUnavailableException(why + "; joining again");
  }

  private boolean allOver() {
    return assigned.values().stream().allMatch(ShardThread::isOver)
        && former.values().stream().allMatch(ShardThread::isOver);
  }

  /// A shard that its consumer gave up is handed out again, by a new membership.
  private void checkShards() {
    for (ShardThread thread : assigned.values()) {
      if (thread.isOver()) {
        RuntimeException failure = thread.failure();
        if (failure != null) {
          throw failure;
        }
        throw new SourceUnavailableException(thread.shard().id() + " was given up");
      }
    }
  }

  private void passGaps(Map<TopicPartition, Long> positions) {
    Map<TopicPartition, Long> first = client.beginningOffsets(positions.keySet(), WAIT);
    positions.forEach((partition, position) -> {
      long to = StartOffsets.at(first, partition);
      ShardThread thread = assigned.get(partition);
      if (to < position) {
        throw new SourceUnavailableException(
            "%s was cut off or created anew: it has no offset %d any more"
                .formatted(partition, position));
      }
      if (thread != null) {
        log.warn(
            "{}: records {} to {} were removed before they were read", partition, position, to);
        thread.shard().offerGap(new KafkaShard.Gap(position, to, "removed before they were read"));
        client.pause(List.of(partition));
      }
      client.seek(partition, to);
    });
  }

  private void noteLags() {
    if (System.nanoTime() - lagAt < LAG_INTERVAL) {
      return;
    }
    lagAt = System.nanoTime();
    for (ShardThread thread : assigned.values()) {
      OptionalLong lag = client.currentLag(thread.shard().partition());
      lag.ifPresent(thread.shard()::unfetched);
    }
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    consumer.joined();
    if (partitions.isEmpty()) {
      return;
    }
    long epoch = client.groupMetadata().generationId();
    List<ShardThread> added = new ArrayList<>();
    startOffsets
        .find(partitions)
        .forEach((partition, start) -> {
          client.seek(partition, start.offset());
          var assignment = new KafkaShard.Assignment(partition, start, epoch);
          KafkaShard shard =
              new KafkaShard(assignment, json, settings.limits(), clock, liveness::isOver);
          ShardThread thread = new ShardThread(shard, former.remove(partition), consumer);
          assigned.put(partition, thread);
          added.add(thread);
        });
    commits.flush(shards(added));
    added.forEach(ShardThread::start);
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    List<ShardThread> threads = remove(partitions);
    if (threads.isEmpty()) {
      return;
    }
    log.info("Handing over {}", partitions);
    threads.forEach(thread -> thread.shard().end());
    drain(threads, settings.limits().drainBound());
    commits.flush(shards(threads));
    threads.forEach(thread -> thread.shard().lose());
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> partitions) {
    if (!partitions.isEmpty()) {
      log.warn("The group has given {} to others; what is open here is given up", partitions);
      remove(partitions).forEach(GroupMember::lose);
    }
  }

  private static void lose(ShardThread thread) {
    thread.shard().lose();
    thread.interrupt();
  }

  private List<ShardThread> remove(Collection<TopicPartition> partitions) {
    List<ShardThread> threads = new ArrayList<>();
    for (TopicPartition partition : partitions) {
      ShardThread thread = assigned.remove(partition);
      if (thread != null) {
        threads.add(thread);
        former.put(partition, thread);
      }
    }
    return threads;
  }

  /// Waits until the threads are over, and interrupts what takes longer.
  private void drain(List<ShardThread> threads, Duration longest) {
    try {
      if (!awaitEnds(threads, longest)) {
        log.warn("Functions still work after {}; they are interrupted", longest);
        threads.forEach(ShardThread::interrupt);
        awaitEnds(threads, AFTER_INTERRUPT);
      }
    } catch (InterruptedException _) {
      threads.forEach(ShardThread::interrupt);
      hurry();
    }
  }

  private boolean awaitEnds(List<ShardThread> threads, Duration longest)
      throws InterruptedException {
    long end = System.nanoTime() + longest.toNanos();
    long committedAt = System.nanoTime();
    for (ShardThread thread : threads) {
      while (!thread.awaitEnd(Math.min(end - System.nanoTime(), BUSY.toNanos()))) {
        if (System.nanoTime() >= end) {
          return false;
        }
        if (hurrying) {
          threads.forEach(ShardThread::interrupt);
        }
        commitOthers(threads);
        if (System.nanoTime() - committedAt > ENDING_COMMITS) {
          commits.flush(shards(threads), AT_ONCE);
          committedAt = System.nanoTime();
        }
      }
    }
    return true;
  }

  /// The partitions that stay here go on meanwhile as far as they are committed.
  private void commitOthers(List<ShardThread> ending) {
    List<KafkaShard> others =
        assigned.values().stream()
            .filter(thread -> !ending.contains(thread))
            .map(ShardThread::shard)
            .filter(KafkaShard::isHeld)
            .toList();
    if (!others.isEmpty()) {
      commits.flush(others, AT_ONCE);
    }
  }

  /// The next membership may get the same partitions: nothing of this one is left running.
  private void leave(boolean orderly) {
    List<ShardThread> threads = new ArrayList<>(assigned.values());
    try {
      if (fenced) {
        threads.forEach(GroupMember::lose);
      } else if (!orderly) {
        threads.forEach(thread -> thread.shard().end());
        drain(threads, hurrying ? Duration.ZERO : settings.limits().drainBound());
      }
      if (subscribed) {
        commits.flush(shards(threads));
      }
      threads.forEach(thread -> thread.shard().lose());
    } finally {
      client.close(CloseOptions.timeout(AFTER_INTERRUPT));
      threads.addAll(former.values());
      threads.forEach(ShardThread::awaitEnd);
    }
  }

  private SourceUnavailableException unavailable(KafkaException e) {
    KafkaCluster cluster = settings.cluster();
    boolean open = cluster.tls() == null && cluster.sasl() == null;
    return new SourceUnavailableException(
        "Kafka at %s, topic %s: %s%s"
            .formatted(
                cluster.servers(),
                settings.topic().name(),
                reason(e),
                open && e instanceof TimeoutException ? ASKED_OPENLY : ""),
        e);
  }

  private static String reason(Throwable failure) {
    Throwable innermost = failure;
    while (innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    String text = innermost.getMessage();
    return text == null ? innermost.getClass().getSimpleName() : text;
  }

  private static List<KafkaShard> shards(Collection<ShardThread> threads) {
    return threads.stream().map(ShardThread::shard).toList();
  }
}
