package dev.tripline.spi.source;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A normalised event, with the attributes of CloudEvents 1.0.
///
/// @param id unique together with `source`
/// @param source a URI reference of the place where it happened
/// @param type of the occurrence, for instance `aws.s3.ObjectCreated:Put`
/// @param attributes extension attributes; [dev.tripline.spi.invocation.Lineage#ATTRIBUTE] is the chain of
///     invocations that it comes from
/// @param payload for the function when the trigger's format is AWS's own
/// @param dedupKey unique among the events of one trigger (rule R7); null if the source has none
public record Event(
    String id,
    String source,
    String type,
    @Nullable String subject,
    @Nullable Instant time,
    @Nullable String dataContentType,
    Map<String, String> attributes,
    byte[] payload,
    @Nullable String dedupKey) {

  /// The same with one more attribute; with the one that it has, if it has it.
  public Event withAttribute(String name, String value) {
    if (attributes.containsKey(name)) {
      return this;
    }
    Map<String, String> more = new HashMap<>(attributes);
    more.put(name, value);
    return new Event(
        id, source, type, subject, time, dataContentType, Map.copyOf(more), payload, dedupKey);
  }
}
