package dev.tripline.dispatcher.lambdaapi.mapping;

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

  /// @param state in AWS's words
  ObjectNode of(
      Trigger trigger, SourceMapping mapping, TriggerStatus.Snapshot status, String state) {
    ObjectNode view = JSON.objectNode();
    view.put("UUID", trigger.id());
    view.put("EventSourceMappingArn", arn(trigger.id()));
    view.put("FunctionArn", functionArn(trigger));
    view.put("State", state);
    view.put("StateTransitionReason", mapping.traits().stateReason());
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
