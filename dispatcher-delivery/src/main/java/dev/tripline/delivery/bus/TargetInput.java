package dev.tripline.delivery.bus;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The input that a target gets of an event. Pure; safe for many threads.
public sealed interface TargetInput {
  /// The largest input: Lambda's limit for asynchronous invocations.
  int MAX_BYTES = 1024 * 1024;

  int MAX_CONSTANT = 8_192;

  /// The event as it is.
  TargetInput WHOLE = new Whole();

  /// @throws InputTooLargeException if it is larger than [#MAX_BYTES]
  byte[] of(BusEvent event, Match match);

  /// The rule that has matched an event.
  ///
  /// @param ingested the time at which the bus has taken the event
  record Match(String ruleArn, String ruleName, Instant ingested) {}

  /// An input that no function would be given.
  final class InputTooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InputTooLargeException(String message) {
      super(message);
    }
  }

  record Whole() implements TargetInput {
    @Override
    public byte[] of(BusEvent event, Match match) {
      return event.bytes();
    }
  }

  /// The same for every event.
  ///
  /// @param json any JSON
  record Constant(String json) implements TargetInput {
    public Constant {
      if (json.length() > MAX_CONSTANT) {
        throw new InvalidRuleException(
            "it has " + json.length() + " characters, at most " + MAX_CONSTANT + " are possible");
      }
      try {
        JsonNode ignored = BusEvent.JSON.readTree(json);
        if (ignored.isMissingNode()) {
          throw new InvalidRuleException("it is empty");
        }
      } catch (JacksonException _) {
        throw new InvalidRuleException("it is not JSON");
      }
    }

    @Override
    public byte[] of(BusEvent event, Match match) {
      return json.getBytes(StandardCharsets.UTF_8);
    }
  }

  /// A part of the event; `null` if it has none.
  record Part(EventPath path) implements TargetInput {
    @Override
    public byte[] of(BusEvent event, Match match) {
      JsonNode found = path.find(event.tree());
      return (found == null ? "null" : BusEvent.text(found)).getBytes(StandardCharsets.UTF_8);
    }
  }

  /// Made by a template.
  record Transformed(InputTemplate template) implements TargetInput {
    @Override
    public byte[] of(BusEvent event, Match match) {
      return template.of(event, match).getBytes(StandardCharsets.UTF_8);
    }
  }
}
