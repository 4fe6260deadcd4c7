package dev.tripline.dispatcher.bus.api;

import dev.tripline.dispatcher.access.rule.HiddenContent;
import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.bus.Subscriber;
import dev.tripline.spi.invocation.FunctionTarget;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Targets as EventBridge writes them, and as forms of triggers.
final class TargetForms {
  private static final List<String> MEMBERS = List.of("input", "maxRetries", "maxAgeSeconds");
  private static final List<String> INPUT = List.of("json", "path", "template", "paths");

  private final AccountSettings account;

  TargetForms(AccountSettings account) {
    this.account = account;
  }

  /// The members of a trigger's form that a target stands for.
  ObjectNode checked(BusCall target) {
    target.requireOnly(
        "Id", "Arn", "Input", "InputPath", "InputTransformer", "RetryPolicy", "DeadLetterConfig");
    ObjectNode form = target.body().objectNode();
    ObjectNode input = target.body().objectNode();
    String json = target.text("Input", 8_192, "");
    // Some tools send an empty one for "none", and EventBridge takes it so.
    if (!json.isEmpty()) {
      input.put("json", json);
    }
    if (target.has("InputPath")) {
      input.put("path", target.text("InputPath", 256));
    }
    if (target.has("InputTransformer")) {
      BusCall transformer = nested(target, "InputTransformer");
      transformer.requireOnly("InputPathsMap", "InputTemplate");
      input.put("template", transformer.required("InputTemplate", 8_192));
      if (transformer.has("InputPathsMap")) {
        input.set("paths", transformer.body().path("InputPathsMap"));
      }
    }
    if (!input.isEmpty()) {
      form.set("input", input);
    }
    if (target.has("RetryPolicy")) {
      BusCall retry = nested(target, "RetryPolicy");
      retry.requireOnly("MaximumRetryAttempts", "MaximumEventAgeInSeconds");
      Integer attempts = retry.integer("MaximumRetryAttempts", 0, 185);
      Integer age = retry.integer("MaximumEventAgeInSeconds", 60, 86_400);
      if (attempts != null) {
        form.put("maxRetries", attempts);
      }
      if (age != null) {
        form.put("maxAgeSeconds", age);
      }
    }
    if (target.has("DeadLetterConfig")) {
      BusCall letters = nested(target, "DeadLetterConfig");
      letters.requireOnly("Arn");
      if (letters.has("Arn")) {
        form.put("deadLetter", letters.required("Arn", 1_600));
      }
    }
    return form;
  }

  private static BusCall nested(BusCall target, String member) {
    if (target.body().path(member) instanceof ObjectNode object) {
      return new BusCall(object, target.arns());
    }
    throw BusError.of("SerializationException", member + " must be a structure");
  }

  /// The form of a new target's trigger.
  ObjectNode source(ObjectNode target, String bus, String rule, String id) {
    ObjectNode source = target.deepCopy();
    source.put("kind", "event-bus");
    source.put("bus", bus);
    source.put("rule", rule);
    source.put("target", id);
    return source;
  }

  /// The changes that replace a target's form: members that it has no more are null.
  ObjectNode changes(ObjectNode target, ObjectNode before) {
    ObjectNode changes = target.deepCopy();
    for (String member : MEMBERS) {
      if (!changes.has(member)) {
        changes.putNull(member);
      }
    }
    if (!changes.has("deadLetter")) {
      changes.putNull("deadLetter");
    }
    if (changes.get("input") instanceof ObjectNode input) {
      for (String member : INPUT) {
        if (!input.has(member)) {
          input.putNull(member);
        }
      }
      if (input.get("paths") instanceof ObjectNode paths) {
        before
            .path("input")
            .path("paths")
            .propertyNames()
            .forEach(name -> {
              if (!paths.has(name)) {
                paths.putNull(name);
              }
            });
      }
    }
    return changes;
  }

  /// The ARN of a target's function, as it was named.
  String arn(Subscriber subscriber) {
    FunctionTarget function = subscriber.trigger().trigger().function();
    return account.functionArn(function.toString());
  }

  /// @param content whether the constants of inputs are shown
  JsonNode view(Subscriber subscriber, boolean content) {
    ObjectNode form = subscriber.trigger().trigger().form();
    ObjectNode view = JsonNodeFactory.instance.objectNode();
    view.put("Id", subscriber.subscription().target());
    view.put("Arn", arn(subscriber));
    JsonNode input = form.path("input");
    if (input.has("json")) {
      view.set("Input", shown(input.path("json"), content));
    }
    if (input.has("path")) {
      view.set("InputPath", input.path("path"));
    }
    if (input.has("template")) {
      ObjectNode transformer = view.putObject("InputTransformer");
      if (input.has("paths")) {
        transformer.set("InputPathsMap", input.path("paths"));
      }
      transformer.set("InputTemplate", shown(input.path("template"), content));
    }
    if (form.has("maxRetries") || form.has("maxAgeSeconds")) {
      ObjectNode retry = view.putObject("RetryPolicy");
      if (form.has("maxRetries")) {
        retry.set("MaximumRetryAttempts", form.path("maxRetries"));
      }
      if (form.has("maxAgeSeconds")) {
        retry.set("MaximumEventAgeInSeconds", form.path("maxAgeSeconds"));
      }
    }
    if (form.has("deadLetter")) {
      view.putObject("DeadLetterConfig").set("Arn", form.path("deadLetter"));
    }
    return view;
  }

  private static JsonNode shown(JsonNode constant, boolean content) {
    return content ? constant : JsonNodeFactory.instance.stringNode(HiddenContent.WORD);
  }
}
