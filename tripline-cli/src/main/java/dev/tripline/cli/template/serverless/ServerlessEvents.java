package dev.tripline.cli.template.serverless;

import dev.tripline.cli.output.Json;
import dev.tripline.cli.template.Account;
import dev.tripline.cli.template.Members;
import dev.tripline.cli.template.Plan;
import dev.tripline.cli.template.Plan.Mapping;
import dev.tripline.cli.template.Plan.Trigger;
import dev.tripline.cli.template.Sources;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Events of a function of the Serverless Framework, as mappings and triggers.
final class ServerlessEvents {
  private static final Map<String, String> MAPPED =
      Map.of(
          "batchSize", "BatchSize",
          "maximumBatchingWindow", "MaximumBatchingWindowInSeconds",
          "maximumRetryAttempts", "MaximumRetryAttempts",
          "maximumRecordAgeInSeconds", "MaximumRecordAgeInSeconds",
          "bisectBatchOnFunctionError", "BisectBatchOnFunctionError",
          "parallelizationFactor", "ParallelizationFactor",
          "tumblingWindowInSeconds", "TumblingWindowInSeconds",
          "startingPosition", "StartingPosition",
          "enabled", "Enabled");

  private final Plan plan;
  private final Account account;
  private final String function;

  /// @param function its name
  ServerlessEvents(Plan plan, Account account, String function) {
    this.plan = plan;
    this.account = account;
    this.function = function;
  }

  /// One event: an object with one member, which is its kind, or the kind alone.
  ///
  /// @param number among the function's events
  void event(String where, int number, Json event) {
    String kind = event.names().isEmpty() ? event.text() : event.names().getFirst();
    Json body = event.get(kind);
    String name = Trigger.name(function, kind + "-" + number);
    switch (kind) {
      case "http" -> route(name, body, "1.0");
      case "httpApi" -> route(name, body, "2.0");
      case "schedule" -> schedule(name, body);
      case "sqs" -> mapping(where, body, "");
      case "stream" -> mapping(where, body, "TRIM_HORIZON");
      case "msk" -> mapping(where, body, "TRIM_HORIZON");
      case "rabbitmq" -> mapping(where, body, "");
      case "sns" -> topic(where, name, body);
      case "s3" -> bucket(where, name, body);
      case "eventBridge" -> bus(name, body);
      default -> plan.leave(where, "an event " + kind + " is not read");
    }
  }

  private void route(String name, Json body, String payload) {
    String method = body.get("method").text();
    String path = body.get("path").text();
    if (body.names().isEmpty()) {
      String[] parts = body.text().strip().split("\\s+", 2);
      method = parts.length == 2 ? parts[0] : "any";
      path = parts[parts.length - 1];
    }
    boolean proven = !body.get("authorizer").isMissing() || body.get("private").isTrue();
    Map<String, Object> source = Sources.route(method, path, payload, account.open() && !proven);
    plan.add(new Trigger(name, function, source, false));
  }

  private void schedule(String name, Json body) {
    List<Json> rates = body.get("rate").items();
    if (rates.isEmpty()) {
      schedule(name, body, body.get("rate").textOr(body.text()));
    }
    for (int i = 0; i < rates.size(); i++) {
      schedule(i == 0 ? name : name + "-" + (i + 1), body, rates.get(i).text());
    }
  }

  private void schedule(String name, Json body, String expression) {
    Map<String, Object> source =
        Sources.schedule(expression, body.get("timezone"), body.get("input"));
    plan.add(new Trigger(name, function, source, body.get("enabled").text().equals("false")));
  }

  private void mapping(String where, Json body, String startingPosition) {
    String arn = body.names().isEmpty() ? body.text() : body.get("arn").text();
    if (!arn.startsWith("arn:")) {
      plan.leave(where, "its ARN is not known: make the mapping once there is one");
      return;
    }
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("EventSourceArn", arn);
    members.put("FunctionName", function);
    MAPPED.forEach((from, to) -> Members.put(members, to, body.get(from)));
    if (!startingPosition.isEmpty()) {
      members.putIfAbsent("StartingPosition", startingPosition);
    }
    String response = body.get("functionResponseType").text();
    if (!response.isEmpty()) {
      members.put("FunctionResponseTypes", List.of(response));
    }
    Json filters = body.get("filterPatterns");
    if (!filters.isMissing()) {
      List<Map<String, Object>> patterns =
          filters.items().stream()
              .map(filter -> Map.<String, Object>of("Pattern", filter.text()))
              .toList();
      members.put("FilterCriteria", Map.of("Filters", patterns));
    }
    Json topic = body.get("topic");
    if (!topic.isMissing()) {
      members.put("Topics", List.of(topic.text()));
    }
    Json queue = body.get("queue");
    if (!queue.isMissing()) {
      members.put("Queues", List.of(queue.text()));
    }
    String failures =
        body.get("destinations")
            .get("onFailure")
            .get("arn")
            .textOr(body.get("destinations").get("onFailure").text());
    if (failures.startsWith("arn:")) {
      members.put("DestinationConfig", Map.of("OnFailure", Map.of("Destination", failures)));
    }
    plan.add(new Mapping(where, members));
  }

  private void topic(String where, String name, Json body) {
    String topic =
        body.names().isEmpty() ? body.text() : body.get("topicName").textOr(body.get("arn").text());
    if (topic.isEmpty() || topic.startsWith("{")) {
      plan.leave(where, "its topic is not known");
      return;
    }
    Map<String, Object> source =
        Sources.topic(topic, body.get("filterPolicy"), body.get("filterPolicyScope"));
    plan.add(new Trigger(name, function, source, false));
  }

  private void bucket(String where, String name, Json body) {
    Map<String, Object> source =
        Sources.bucket(
            body.names().isEmpty() ? body.text() : body.get("bucket").text(),
            List.of(body.get("event").textOr("s3:ObjectCreated:*")));
    for (Json rule : body.get("rules").items()) {
      rule.names().forEach(place -> source.put(place, rule.get(place).text()));
    }
    plan.add(new Trigger(name, function, source, false));
    plan.leave(where, "let the store post its notifications to /v1/events/" + name);
  }

  private void bus(String name, Json body) {
    String expression = body.get("schedule").text();
    if (!expression.isEmpty()) {
      schedule(name, body, expression);
      return;
    }
    Json transformer = body.get("inputTransformer");
    Map<String, Object> source =
        Sources.bus(
            body.get("eventBus").text(),
            body.get("pattern"),
            Sources.input(
                body.get("input"),
                body.get("inputPath"),
                transformer.get("inputTemplate"),
                transformer.get("inputPathsMap")));
    plan.add(new Trigger(name, function, source, body.get("enabled").text().equals("false")));
  }
}
