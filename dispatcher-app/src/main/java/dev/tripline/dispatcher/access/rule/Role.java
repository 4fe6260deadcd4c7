package dev.tripline.dispatcher.access.rule;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The roles that callers have. None includes another; [Permission] says what each may do.
public enum Role {
  /// Sees the state of everything, but neither payloads nor environment variables.
  VIEWER,
  /// Sends events and invokes functions, and sees what became of them.
  PUBLISHER,
  /// Does all daily work: functions, triggers, dead letters, secrets.
  OPERATOR,
  /// An operator who also decides who has access.
  ADMIN,
  /// May do only what resource policies of functions allow.
  NONE;

  /// As it is written in requests and settings.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The role of that word; empty if there is none.
  public static Optional<Role> of(@Nullable String word) {
    return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
  }

  /// Whether payloads of events and environment variables of functions are shown.
  public boolean seesContent() {
    return this == OPERATOR || this == ADMIN;
  }
}
