package dev.tripline.delivery.stream;

import dev.tripline.delivery.stream.collect.ReadingRight;
import dev.tripline.spi.invocation.Origin;
import dev.tripline.spi.invocation.Payload;
import dev.tripline.spi.invocation.Trace;
import dev.tripline.spi.source.Shard;
import dev.tripline.spi.source.StreamRecord;
import dev.tripline.spi.source.StreamSource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// One shard while it is read here, as its reader and its lanes share it: the right to read it, how far
/// it is committed, and the result of its last invocation. Safe for many threads.
final class ShardContext {
  private static final Logger log = LoggerFactory.getLogger(ShardContext.class);

  /// The longest time in which a waiting invocation does not notice an expired record, or a stop.
  private static final Duration ACKNOWLEDGEMENT = Duration.ofMillis(500);

  private final Shard shard;
  private final StreamSource source;
  private final StreamDelivery.Trigger trigger;
  private final StreamDelivery.Services services;
  private final StreamDelivery.Listener listener;
  private final String clientContext;
  private final ReadingRight right = new ReadingRight();
  private final LastResult last = new LastResult();
  private final WatermarkCommits commits;
  private final StoreWrites writes;

  ShardContext(
      Shard shard,
      StreamSource source,
      StreamDelivery.Trigger trigger,
      StreamDelivery.Services services,
      StreamDelivery.Listener listener) {
    this.shard = shard;
    this.source = source;
    this.trigger = trigger;
    this.services = services;
    this.listener = listener;
    this.clientContext = clientContext(shard);
    this.commits = new WatermarkCommits(shard, right, trigger.settings().lanes());
    this.writes = new StoreWrites(shard.id(), right, listener);
  }

  private static String clientContext(Shard shard) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.putObject("custom")
        .put("tripline-shard", shard.id())
        .put("tripline-epoch", Long.toString(shard.epoch()));
    return Base64.getEncoder().encodeToString(json.toString().getBytes(StandardCharsets.UTF_8));
  }

  Shard shard() {
    return shard;
  }

  String shardId() {
    return shard.id();
  }

  StreamDelivery.Trigger trigger() {
    return trigger;
  }

  StreamSettings settings() {
    return trigger.settings();
  }

  StreamDelivery.Services services() {
    return services;
  }

  StreamDelivery.Listener listener() {
    return listener;
  }

  /// Base64, as Lambda has it. Names the shard and the epoch of this node's right to read it: see
  /// [Shard#epoch].
  String clientContext() {
    return clientContext;
  }

  ReadingRight right() {
    return right;
  }

  /// The shard is to be left in good order.
  void handOver() {
    right.handOver();
    commits.end();
  }

  /// Whether an invocation of the lane may begin now. Blocks for a moment while the stream does not
  /// acknowledge what was committed; if not, it is to be asked again, unless the right has ended.
  boolean mayInvoke(int lane) throws InterruptedException {
    return switch (shard.mayInvoke(settings().batchSize(), ACKNOWLEDGEMENT)) {
      case GRANTED -> true;
      case NOT_YET -> {
        listener.waiting(shardId(), "the stream does not acknowledge its commits", ACKNOWLEDGEMENT);
        yield false;
      }
      case ENDED -> {
        handOver();
        yield commits.due(lane) > 0;
      }
      case LOST -> {
        log.warn(
            "Shard {} may be another node's by now; nothing more of it is begun here", shardId());
        right.lose();
        yield false;
      }
    };
  }

  WatermarkCommits commits() {
    return commits;
  }

  StoreWrites writes() {
    return writes;
  }

  LastResult last() {
    return last;
  }

  /// A batch of these records as the function gets it.
  Payload payload(List<StreamRecord> records) {
    return source.toPayload(shard.id(), records);
  }

  /// The depth of an invocation with these records; 0 if the function may recurse.
  int depth(List<StreamRecord> records) {
    int depth = records.stream().mapToInt(StreamRecord::depth).max().orElse(0);
    return depth > 0 && services.delivery().recursive().test(trigger.function()) ? 0 : depth;
  }

  /// An invocation with these records is linked to their spans.
  Origin origin(List<StreamRecord> records) {
    return Origin.UNKNOWN.in(Trace.ofBatch(records, StreamRecord::trace));
  }

  StreamSource source() {
    return source;
  }
}
