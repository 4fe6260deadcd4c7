package dev.tripline.dispatcher.deadletter.shadow.run;

import dev.tripline.dispatcher.deadletter.Selection;
import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.redrive.RedriveScope;
import tools.jackson.databind.json.JsonMapper;

/// What was asked for, as a shadow redrive keeps it.
///
/// @param selection as it was asked for; unused if the scope has ids
/// @param scope the letters that are meant
/// @param total of which so many are run, the oldest first
/// @param target the candidate
/// @param concurrency events that it runs at once at most
/// @param actor on whose behalf
/// @param reason in the actor's own words
public record ShadowOrder(
    Selection selection,
    RedriveScope scope,
    long total,
    FunctionTarget target,
    int concurrency,
    Actor actor,
    String reason) {
  private static final JsonMapper JSON = JsonMapper.shared();

  String toDocument() {
    return JSON.writeValueAsString(this);
  }

  static ShadowOrder of(String document) {
    return JSON.readValue(document, ShadowOrder.class);
  }
}
