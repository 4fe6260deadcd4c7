package dev.tripline.dispatcher.alert;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;

/// The condition of an alert, and the members that it takes.
public enum AlertKind {
  /// So many dead letters wait for somebody; one, if no number is given.
  DEAD_LETTERS("dead-letters", Scope.FUNCTION_OR_TRIGGER, 1_000_000, false),
  /// So many events died within the last seconds and are still dead.
  DEAD_LETTER_RATE("dead-letter-rate", Scope.FUNCTION_OR_TRIGGER, 1_000, true),
  /// The oldest dead letter has waited for so long.
  DEAD_LETTER_AGE("dead-letter-age", Scope.FUNCTION_OR_TRIGGER, 0, true),
  /// The oldest asynchronous event that is not at its end was accepted so long ago.
  BACKLOG_AGE("backlog-age", Scope.NONE, 0, true),
  /// The oldest record of a stream that is not read was written so long ago.
  UNREAD_AGE("unread-age", Scope.TRIGGER, 0, true),
  /// So many attempts of a trigger's function failed, none between them succeeded.
  TRIGGER_FAILURES("trigger-failures", Scope.TRIGGER, 1_000_000, false),
  /// A ledger does not balance.
  LEDGER_RESIDUAL("ledger-residual", Scope.OPTIONAL_TRIGGER, 0, false),
  /// A source removes records within so long that its trigger has not read.
  RETENTION_HORIZON("retention-horizon", Scope.TRIGGER, 0, true),
  /// A certificate of the dispatcher's own, or one that is kept as a secret, ends within so long.
  CERTIFICATE_EXPIRY("certificate-expiry", Scope.NONE, 0, true);

  /// The thing that an alert may be limited to.
  enum Scope {
    NONE,
    TRIGGER,
    OPTIONAL_TRIGGER,
    FUNCTION_OR_TRIGGER
  }

  private final String word;
  private final Scope scope;
  private final int mostThreshold;
  private final boolean timed;

  AlertKind(String word, Scope scope, int mostThreshold, boolean timed) {
    this.word = word;
    this.scope = scope;
    this.mostThreshold = mostThreshold;
    this.timed = timed;
  }

  @JsonValue
  public String word() {
    return word;
  }

  @JsonCreator
  static AlertKind of(String word) {
    return Arrays.stream(values())
        .filter(kind -> kind.word.equals(word))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no alert of kind " + word));
  }

  static List<String> words() {
    return Arrays.stream(values()).map(AlertKind::word).toList();
  }

  Scope scope() {
    return scope;
  }

  /// The largest threshold; 0 if it has none.
  int mostThreshold() {
    return mostThreshold;
  }

  /// Whether it needs a number of seconds.
  boolean timed() {
    return timed;
  }

  /// Whether its measure is a number on which each node knows its part only.
  boolean asksNodes() {
    return this == TRIGGER_FAILURES || this == LEDGER_RESIDUAL;
  }
}
