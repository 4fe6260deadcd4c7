package dev.tripline.dispatcher.bus.api;

import dev.tripline.delivery.bus.BusEvent;
import dev.tripline.dispatcher.bus.EventBus;
import dev.tripline.dispatcher.bus.EventPublisher;
import dev.tripline.dispatcher.idempotency.IdempotencyKeys;
import dev.tripline.dispatcher.idempotency.IdempotencyKeys.Answered;
import dev.tripline.dispatcher.idempotency.KeptResult;
import dev.tripline.dispatcher.idempotency.KeyedRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `PutEvents`: entries that are wrong are answered one by one, the others are durable when the answer
/// leaves.
final class PutEvents {
  /// EventBridge's limit for all entries together.
  static final int MAX_BYTES = 1024 * 1024;

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int MAX_ENTRIES = 10;
  private static final int TIME_BYTES = 14;

  private final EventPublisher publisher;
  private final BusEvent.Place place;
  private final IdempotencyKeys keys;
  private final InstantSource clock;

  PutEvents(
      EventPublisher publisher, BusEvent.Place place, IdempotencyKeys keys, InstantSource clock) {
    this.publisher = publisher;
    this.place = place;
    this.keys = keys;
    this.clock = clock;
  }

  /// An entry that is answered with an error of its own.
  private record Wrong(String code, String message) {
    static Wrong argument(String name) {
      return new Wrong(
          "InvalidArgument",
          "Parameter %s is not valid. Reason: %s is a required argument.".formatted(name, name));
    }
  }

  ObjectNode answer(BusCall call) throws InterruptedException {
    KeyedRequest keyed = call.keyed();
    if (keyed == null) {
      return put(call);
    }
    Answered answered =
        keys.answer(
            keyed,
            () -> {
              ObjectNode answer = put(call);
              byte[] body = answer.toString().getBytes(StandardCharsets.UTF_8);
              return new IdempotencyKeys.Made(
                  new KeptResult(200, List.of(), body),
                  answer.path("FailedEntryCount").intValue() == 0);
            });
    return switch (answered) {
      case Answered.Result result -> (ObjectNode) JSON.readTree(result.result().body());
      case Answered.Refused refused -> throw BusError.invalid(refused.problem().detail());
    };
  }

  private ObjectNode put(BusCall call) {
    call.requireOnly("Entries");
    List<ObjectNode> entries = call.objects("Entries", MAX_ENTRIES);
    if (entries.stream().mapToLong(PutEvents::size).sum() > MAX_BYTES) {
      throw BusError.invalid("Total size of the entries in the request is over the limit.");
    }
    ObjectNode answer = call.body().objectNode();
    ArrayNode results = call.body().arrayNode();
    List<EventPublisher.Publication> wanted = new ArrayList<>();
    KeyedRequest keyed = call.keyed();
    int failed = 0;
    for (ObjectNode entry : entries) {
      ObjectNode result = results.addObject();
      String bus = bus(call, entry);
      Wrong wrong = wrong(entry, bus);
      if (wrong == null) {
        int index = results.size() - 1;
        BusEvent event = event(entry, keyed == null ? null : keyed.id(index));
        wanted.add(
            new EventPublisher.Publication(
                bus,
                event,
                call.sender(),
                keyed == null ? null : new EventPublisher.Key(keyed.dedupKey(index), false)));
        result.put("EventId", event.id());
      } else {
        failed++;
        result.put("ErrorCode", wrong.code());
        result.put("ErrorMessage", wrong.message());
      }
    }
    publisher.publish(wanted);
    answer.put("FailedEntryCount", failed);
    answer.set("Entries", results);
    return answer;
  }

  /// The buses that the entries name, for those who ask whether the caller may.
  static List<String> buses(BusCall call) {
    return call.body().path("Entries").valueStream().map(entry -> bus(call, entry)).toList();
  }

  private static String bus(BusCall call, JsonNode entry) {
    JsonNode name = entry.path("EventBusName");
    return name.isString() && !name.stringValue().isEmpty()
        ? call.busName(name.stringValue(), "EventBusName")
        : EventBus.DEFAULT;
  }

  private @Nullable Wrong wrong(ObjectNode entry, String bus) {
    String source = text(entry, "Source");
    if (source.isEmpty()) {
      return Wrong.argument("Source");
    }
    if (source.startsWith("aws.")) {
      return new Wrong("NotAuthorizedForSourceException", "Not authorized for the source.");
    }
    String type = text(entry, "DetailType");
    if (type.isEmpty()) {
      return Wrong.argument("DetailType");
    }
    if (type.length() > 128) {
      return new Wrong(
          "InvalidArgument",
          "Parameter DetailType is not valid. Reason: it has more than 128 characters.");
    }
    String detail = text(entry, "Detail");
    if (detail.isEmpty()) {
      return Wrong.argument("Detail");
    }
    if (!BusEvent.isDetail(detail)) {
      return new Wrong("MalformedDetail", "Detail is malformed.");
    }
    return publisher.has(bus)
        ? null
        : new Wrong("InvalidArgument", "Event bus " + bus + " does not exist.");
  }

  /// @param id null for a new one
  private BusEvent event(ObjectNode entry, @Nullable String id) {
    Instant time = BusCall.time(entry.get("Time"), "Time");
    List<String> resources = entry.path("Resources").valueStream().map(JsonNode::asString).toList();
    return BusEvent.of(
        id == null ? UUID.randomUUID().toString() : id,
        place,
        new BusEvent.Entry(
            text(entry, "Source"),
            text(entry, "DetailType"),
            text(entry, "Detail"),
            time == null ? clock.instant() : time,
            resources));
  }

  private static String text(ObjectNode entry, String member) {
    JsonNode value = entry.get(member);
    if (value == null || value.isNull()) {
      return "";
    }
    if (!value.isString()) {
      throw BusError.of("SerializationException", member + " must be a string");
    }
    return value.stringValue();
  }

  /// As EventBridge counts it.
  private static long size(ObjectNode entry) {
    long size = entry.hasNonNull("Time") ? TIME_BYTES : 0;
    for (String member : List.of("Source", "DetailType", "Detail")) {
      size += bytes(text(entry, member));
    }
    for (JsonNode resource : entry.path("Resources")) {
      if (!resource.isString()) {
        throw BusError.of("SerializationException", "Resources must be a list of strings");
      }
      size += bytes(resource.stringValue());
    }
    return size;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
