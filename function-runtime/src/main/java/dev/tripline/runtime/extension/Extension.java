package dev.tripline.runtime.extension;

import dev.tripline.runtime.api.RuntimeConnection;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One extension and where it stands. Guarded by the lock of its [Extensions].
final class Extension {
  private static final JsonMapper JSON = JsonMapper.shared();

  final String name;

  /// Whether it is a program of its own.
  final boolean external;

  final String id = UUID.randomUUID().toString();
  final TreeSet<String> events = new TreeSet<>();
  State state = State.STARTED;
  boolean told;
  @Nullable RuntimeConnection waiting;
  @Nullable String requestId;

  Extension(String name, boolean external) {
    this.name = name;
    this.external = external;
  }

  /// Named as AWS's runtime interface emulator names them in its errors.
  enum State {
    STARTED("Started"),
    REGISTERED("Registered"),
    READY("Ready"),
    RUNNING("Running"),
    FAILED("Failed");

    private final String label;

    State(String label) {
      this.label = label;
    }
  }

  String cannotBecome(State next) {
    return "State transition from %s to %s failed for extension %s. Error: State transition is not allowed"
        .formatted(state.label, next.label, name);
  }

  /// The events that a request wants.
  ///
  /// @param body null if it was too long
  /// @return why they cannot be read; null if they were
  static @Nullable String events(byte @Nullable [] body, List<String> into) {
    if (body == null) {
      return "the request is too large";
    }
    try {
      JsonNode json = JSON.readTree(body);
      JsonNode events = json.path("events");
      if (!json.isObject() || !(events.isArray() || events.isMissingNode() || events.isNull())) {
        return "an object with events is expected";
      }
      for (JsonNode event : events) {
        into.add(event.isString() ? event.stringValue() : event.toString());
      }
      return null;
    } catch (JacksonException e) {
      return e.getOriginalMessage();
    }
  }

  /// Why one of these events cannot be had; null if all can.
  static @Nullable String oddEvent(List<String> events, boolean external) {
    for (String event : events) {
      if (event.equals("SHUTDOWN") && !external) {
        return event + ": ShutdownEventNotSupportedForInternalExtension";
      }
      if (!event.equals("INVOKE") && !event.equals("SHUTDOWN")) {
        return event + ": InvalidEventType";
      }
    }
    return null;
  }
}
