package dev.tripline.spi.audit;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One change and its author. The log adds the time when it is recorded.
///
/// @param action the operation's name, such as `RedriveDeadLetter`
/// @param reason the actor's own words; null where none were asked for
/// @param details facts that the target does not show (any more), such as the request id of a dead
///     letter that is gone
public record AuditEntry(
    Actor actor,
    String action,
    Target target,
    @Nullable String reason,
    Map<String, String> details) {
  public static final String REDRIVE_DEAD_LETTER = "RedriveDeadLetter";
  public static final String RESEND_DEAD_LETTER = "ResendDeadLetter";
  public static final String DISCARD_DEAD_LETTER = "DiscardDeadLetter";
  public static final String EXPIRE_DEAD_LETTERS = "ExpireDeadLetters";
  public static final String REDRIVE_PARKED_KEY = "RedriveParkedKey";
  public static final String DISCARD_PARKED_RECORD = "DiscardParkedRecord";
  public static final String UPDATE_DEAD_LETTER_CLASS = "UpdateDeadLetterClass";

  public AuditEntry {
    if (action.isBlank()) {
      throw new IllegalArgumentException("an action has a name");
    }
    details = Map.copyOf(details);
  }

  /// The thing that was changed.
  ///
  /// @param kind such as `dead-letter`, `parked-key`, `trigger`
  /// @param id unique within its kind
  public record Target(String kind, String id) {
    /// A dead letter, by its id.
    public static final String DEAD_LETTER = "dead-letter";

    /// A class of dead letters, by its id.
    public static final String DEAD_LETTER_CLASS = "dead-letter-class";

    /// A parked key, as `TRIGGER/ID`; the id is the key in base64 for URLs.
    public static final String PARKED_KEY = "parked-key";

    /// A redrive run, by its id.
    public static final String REDRIVE = "redrive";

    public static Target redrive(String id) {
      return new Target(REDRIVE, id);
    }

    public static Target deadLetter(String id) {
      return new Target(DEAD_LETTER, id);
    }

    public static Target deadLetterClass(String id) {
      return new Target(DEAD_LETTER_CLASS, id);
    }

    public static Target parkedKey(String triggerId, String key) {
      byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
      String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
      return new Target(PARKED_KEY, triggerId + "/" + id);
    }
  }
}
