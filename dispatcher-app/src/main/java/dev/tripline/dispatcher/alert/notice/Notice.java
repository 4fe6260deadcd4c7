package dev.tripline.dispatcher.alert.notice;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// What is told of an alert: the same to each of its receivers.
///
/// @param id of the notice, the same when it is sent again
/// @param at the time of the change
/// @param event what happened to the alert
/// @param alert its name
/// @param kind of the alert
/// @param level the share of the threshold that was passed, in percent; 0 for one that is resolved
/// @param detail the finding, in words
public record Notice(
    String id,
    Instant at,
    Event event,
    String alert,
    String kind,
    int level,
    String detail,
    @JsonInclude(Include.NON_NULL) @Nullable String function,
    @JsonInclude(Include.NON_NULL) @Nullable String trigger) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// The change of an alert's state.
  public enum Event {
    @JsonProperty("firing")
    FIRING,
    @JsonProperty("resolved")
    RESOLVED,
    @JsonProperty("test")
    TEST;

    /// As notices and views word it.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// The body of a webhook, in the form that Standard Webhooks recommends.
  record Body(String type, Instant timestamp, Notice data) {}

  /// One line for a subject.
  String headline() {
    String state =
        event == Event.FIRING && level < 100 ? "FIRING at " + level + " %" : event.name();
    return "[Tripline] %s: %s: %s".formatted(state, alert, detail);
  }

  byte[] body() {
    return JSON.writeValueAsBytes(new Body("alert." + event.word(), at, this));
  }

  String text() {
    return JSON.writeValueAsString(this);
  }

  static Notice of(String text) {
    return JSON.readValue(text, Notice.class);
  }
}
