package dev.tripline.dispatcher.deadletter.shadow.run;

import java.util.Locale;

/// The candidate's result compared with the failure that a letter died of. The names are in the store.
public enum ShadowResult {
  SUCCEEDS,
  SAME_FAILURE,
  OTHER_FAILURE,
  /// The candidate was never there to run it: throttled, or out of reach.
  NOT_RUN;

  /// `same-failure`, as `/v1` says it.
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
