package dev.tripline.dispatcher.deadletter;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.RequestFields;
import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.audit.AuditEntry;
import dev.tripline.spi.audit.AuditEntry.Target;
import dev.tripline.spi.audit.AuditLog;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Shows single letters without masks, to those who may and for a reason that the audit keeps. Blocking; safe
/// for many threads.
public final class Reveals {
  private final DeadLetters letters;
  private final AuditLog audit;

  Reveals(DeadLetters letters, AuditLog audit) {
    this.letters = letters;
    this.audit = audit;
  }

  /// A letter with all that it has.
  public record Revealed(@JsonUnwrapped DeadLetterView letter) {}

  /// Returns after the commit of the audit.
  ///
  /// @throws ApiProblem 400 without a reason
  public Revealed reveal(String id, @Nullable String reason, Actor actor) {
    String why = RequestFields.reason(reason);
    DeadLetterView letter = letters.find(id);
    audit.record(
        new AuditEntry(
            actor,
            "RevealDeadLetter",
            Target.deadLetter(id),
            why,
            Map.of("function", letter.function())));
    return new Revealed(letter);
  }
}
