package dev.tripline.sdk.client;

import dev.tripline.sdk.json.PayloadMapper;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An event as CloudEvents 1.0 describes it.
///
/// @param id unique together with `source`: a trigger drops what it has accepted before, so publishing
///     the same event twice does no harm
/// @param source a URI reference of the place where it happened
/// @param type of the occurrence, for instance `com.example.order.placed`
/// @param subject the part of the source that it is about
/// @param extensions names of lower-case letters and digits
public record CloudEvent(
    String id,
    String source,
    String type,
    @Nullable String subject,
    @Nullable Instant time,
    String dataContentType,
    byte[] data,
    Map<String, String> extensions) {

  public CloudEvent {
    if (id.isEmpty() || source.isEmpty() || type.isEmpty()) {
      throw new IllegalArgumentException("id, source and type of a CloudEvent must not be empty");
    }
    for (String name : extensions.keySet()) {
      if (!name.matches("[a-z0-9]+")) {
        throw new IllegalArgumentException("extension name must match [a-z0-9]+: " + name);
      }
    }
    extensions = Map.copyOf(extensions);
  }

  /// An event with a fresh id and JSON data.
  ///
  /// @param data written by [PayloadMapper#standard()]; a `byte[]` is taken as finished JSON
  public static CloudEvent json(String source, String type, Object data) {
    byte[] json = PayloadMapper.standard().write(data);
    String id = UUID.randomUUID().toString();
    return new CloudEvent(id, source, type, null, null, "application/json", json, Map.of());
  }

  /// The same event under an id that the publisher knows to be unique, so that publishing it again
  /// after a crash is harmless.
  public CloudEvent withId(String newId) {
    return new CloudEvent(newId, source, type, subject, time, dataContentType, data, extensions);
  }

  /// The same event, about something.
  public CloudEvent withSubject(String newSubject) {
    return new CloudEvent(id, source, type, newSubject, time, dataContentType, data, extensions);
  }
}
