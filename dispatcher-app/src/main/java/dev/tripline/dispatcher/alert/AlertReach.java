package dev.tripline.dispatcher.alert;

import dev.tripline.dispatcher.access.rule.Resource;
import dev.tripline.dispatcher.function.NamedResources;
import dev.tripline.dispatcher.rest.StrictJson;
import dev.tripline.dispatcher.trigger.registry.TriggerService;
import jakarta.servlet.http.HttpServletRequest;
import tools.jackson.databind.node.ObjectNode;

/// What callers whose access is limited may do with alerts: those whose function, trigger and secrets they
/// may touch. Safe for many threads.
public final class AlertReach {
  private final TriggerService triggers;

  AlertReach(TriggerService triggers) {
    this.triggers = triggers;
  }

  /// Of an alert as it is asked for.
  ///
  /// @throws dev.tripline.dispatcher.rest.ApiProblem 403 if it names what is out of reach
  void require(HttpServletRequest request, ObjectNode form) {
    NamedResources.require(request, form);
    String named = form.path("trigger").asString("");
    if (!named.isEmpty()) {
      String trigger = triggers.find(named).map(live -> live.trigger().name()).orElse(named);
      NamedResources.require(request, new Resource("trigger", trigger));
    }
  }

  /// Of an alert that is there.
  ///
  /// @throws dev.tripline.dispatcher.rest.ApiProblem 403 if it names what is out of reach
  public void require(HttpServletRequest request, AlertView alert) {
    require(request, StrictJson.toTree(alert.alert()));
  }
}
