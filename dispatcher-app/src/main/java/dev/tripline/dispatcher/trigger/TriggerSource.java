package dev.tripline.dispatcher.trigger;

import dev.tripline.dispatcher.system.SecretReference;
import dev.tripline.retry.Backoff;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a trigger's events come from.
sealed interface TriggerSource {

  /// A queue of a RabbitMQ broker.
  ///
  /// @param concurrency how many batches may be with the function at once, per node
  record RabbitQueue(Broker broker, String queue, Batching batching, int concurrency)
      implements TriggerSource {}

  /// @param connection the name of a configured connection; the other members are unused then
  record Broker(
      @Nullable String connection,
      String host,
      int port,
      boolean tls,
      String virtualHost,
      String username,
      @Nullable SecretReference password) {}

  /// How messages are put together and retried.
  record Batching(
      int size, Duration window, int maxAttempts, Backoff backoff, boolean reportItemFailures) {}

  /// A folder of this machine, seen as a bucket.
  ///
  /// @param reportExisting whether what is in the folder at the start is told of
  record Folder(
      Path path, String bucket, Selection selection, Timing timing, boolean reportExisting)
      implements TriggerSource {}

  /// Which files count.
  record Selection(
      String prefix,
      String suffix,
      List<String> events,
      boolean hidden,
      List<String> temporarySuffixes) {}

  /// How soon changes are told.
  record Timing(Duration settle, Duration rescan) {}

  /// CloudEvents that are posted to `/v1/events/{trigger}`.
  record CloudEvents() implements TriggerSource {}
}
