package dev.tripline.dispatcher.lambdaapi.mapping;

import dev.tripline.dispatcher.access.rule.HiddenContent;
import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.dispatcher.trigger.mapping.MappingJson;
import dev.tripline.dispatcher.trigger.mapping.SourceMapping;
import java.time.Instant;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A trigger as the Lambda API shows it; its kind adds the rest.
record MappingView(AccountSettings account) {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /// For a caller who may not see the words of functions and sources.
  ///
  /// @param status the full one
  static TriggerStatus.Snapshot withoutContent(TriggerStatus.Snapshot status) {
    return new TriggerStatus.Snapshot(
        status.state(),
        status.warning(),
        HiddenContent.of(status.lastError()),
        status.lastErrorAt(),
        status.nextRetryAt(),
        status.lastResult(),
        status.lastResultAt(),
        status.inFlight(),
        status.pollers(),
        status.counts());
  }

  /// @param state in AWS's words
  ObjectNode of(
      Trigger trigger, SourceMapping mapping, TriggerStatus.Snapshot status, String state) {
    ObjectNode view = JSON.objectNode();
    view.put("UUID", trigger.id());
    view.put("EventSourceMappingArn", arn(trigger.id()));
    view.put("FunctionArn", functionArn(trigger));
    view.put("State", state);
    view.put("StateTransitionReason", stateReason(mapping, status));
    view.put("LastModified", MappingJson.seconds(trigger.updatedAt()));
    if (mapping.traits().showsLastResult()) {
      view.put("LastProcessingResult", lastResult(status));
    }
    mapping.show(trigger, view);
    return view;
  }

  String arn(String id) {
    return account.lambdaArn("event-source-mapping:" + id);
  }

  String functionArn(Trigger trigger) {
    return account.lambdaArn("function:" + trigger.function());
  }

  /// While the source cannot be read, the reason for that.
  private static String stateReason(SourceMapping mapping, TriggerStatus.Snapshot status) {
    return status.state() == TriggerStatus.State.FAILING && status.lastError() != null
        ? "PROBLEM: " + status.lastError()
        : mapping.traits().stateReason();
  }

  private static String lastResult(TriggerStatus.Snapshot status) {
    Instant failed = status.lastErrorAt();
    Instant ended = status.lastResultAt();
    if (failed != null && (ended == null || !failed.isBefore(ended))) {
      return "PROBLEM: " + status.lastError();
    }
    if (status.warning() != null) {
      return "PROBLEM: " + status.warning();
    }
    return ended == null ? "No records processed" : "OK";
  }
}
