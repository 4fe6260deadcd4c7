package dev.tripline.sdk;

import dev.tripline.sdk.BatchRecord.ItemId;
import dev.tripline.sdk.json.InvalidPayloadException;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One pass through a batch.
final class BatchRun<T> {
  private final BatchHandler<T> handler;
  private final Type messageType;
  private final Invocation invocation;
  private final List<Map<String, Object>> failures = new ArrayList<>();
  private final Set<String> stoppedLanes = new HashSet<>();

  BatchRun(BatchHandler<T> handler, Type messageType, Invocation invocation) {
    this.handler = handler;
    this.messageType = messageType;
    this.invocation = invocation;
  }

  byte[] answerTo(byte[] payload) {
    for (BatchRecord record : BatchShapes.parse(payload, handler.mapper(), invocation.attempt())) {
      if (record.lane() != null && stoppedLanes.contains(record.lane())) {
        report(record.id());
      } else {
        handle(record);
      }
    }
    return handler.mapper().write(Map.of("batchItemFailures", failures));
  }

  private void handle(BatchRecord record) {
    try {
      handler.handle(message(record), record, invocation);
    } catch (Exception e) {
      if (e instanceof InterruptedException || record.id() == null) {
        throw HandlerTypes.asIs(e);
      }
      invocation.log(
          "message %s failed at attempt %d and is reported, so that it comes again: %s"
              .formatted(record.id(), record.attempt(), e));
      report(record.id());
      if (record.lane() != null) {
        stoppedLanes.add(record.lane());
      }
    }
  }

  private T message(BatchRecord record) {
    if (messageType == String.class) {
      return HandlerTypes.trusted(new String(record.data(), StandardCharsets.UTF_8));
    }
    Object message = handler.mapper().read(record.data(), messageType);
    if (message == null) {
      throw new InvalidPayloadException("message is null");
    }
    return HandlerTypes.trusted(message);
  }

  private void report(@Nullable ItemId id) {
    Object identifier =
        switch (id) {
          case null -> throw new IllegalStateException("a message of an ordered source has no id");
          case ItemId.Name name -> name.value();
          case ItemId.Position position ->
              Map.of("partition", position.partition(), "offset", position.offset());
        };
    failures.add(Map.of("itemIdentifier", identifier));
  }
}
