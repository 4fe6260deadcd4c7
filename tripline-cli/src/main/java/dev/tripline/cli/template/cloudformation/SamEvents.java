package dev.tripline.cli.template.cloudformation;

import dev.tripline.cli.output.Json;
import dev.tripline.cli.template.Members;
import dev.tripline.cli.template.Plan;
import dev.tripline.cli.template.Plan.Mapping;
import dev.tripline.cli.template.Plan.Trigger;
import dev.tripline.cli.template.Sources;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Events of a function of SAM, and rules of EventBridge, as mappings and triggers.
final class SamEvents {
  private final Plan plan;
  private final boolean open;

  /// @param open whether HTTP events that need no proof there need none here
  SamEvents(Plan plan, boolean open) {
    this.plan = plan;
    this.open = open;
  }

  /// One event.
  ///
  /// @param id of the function's resource
  /// @param function with its alias
  /// @param name of the event
  void event(String id, String function, String name, Json event) {
    String where = id + ".Events." + name;
    Json properties = event.get("Properties");
    String type = event.get("Type").text();
    String trigger = Trigger.name(function, name);
    switch (type) {
      case "SQS" -> mapping(where, function, properties, "Queue");
      case "Kinesis", "DynamoDB", "MSK" -> mapping(where, function, properties, "Stream");
      case "MQ" -> mapping(where, function, properties, "Broker");
      case "SelfManagedKafka" -> kafka(where, function, properties);
      case "Api", "HttpApi" -> route(trigger, function, type.equals("Api"), properties);
      case "Schedule", "ScheduleV2" -> schedule(trigger, function, properties);
      case "EventBridgeRule", "CloudWatchEvent" -> bus(trigger, function, properties);
      case "SNS" -> topic(trigger, function, properties, where);
      case "S3" -> bucket(trigger, function, properties, where);
      default -> plan.leave(where, "an event " + type + " is not read");
    }
  }

  /// A rule with functions as its targets.
  void rule(String id, Json rule) {
    for (Json target : rule.get("Targets").items()) {
      String function = target.get("Arn").text();
      if (!function.contains(":lambda:")) {
        plan.leave(id + ".Targets", function + " is no function");
        continue;
      }
      Map<String, Object> all = Members.of(rule);
      List.of("Input", "InputPath").forEach(member -> Members.put(all, member, target.get(member)));
      String name = id + "-" + target.get("Id").textOr("target");
      Json properties = Json.of(all);
      String shown = function.replaceFirst(".*:function:", "");
      if (rule.get("ScheduleExpression").isMissing()) {
        bus(name, shown, properties);
      } else {
        schedule(name, shown, properties);
      }
    }
  }

  private void mapping(String where, String function, Json properties, String source) {
    Map<String, Object> members = Members.of(properties);
    members.remove(source);
    String arn = properties.get(source).text();
    if (arn.isEmpty()) {
      plan.leave(where, source + " is not known: make the mapping once there is one");
      return;
    }
    members.put("EventSourceArn", arn);
    members.put("FunctionName", function);
    plan.add(new Mapping(where, members));
  }

  private void kafka(String where, String function, Json properties) {
    Map<String, Object> members = Members.of(properties);
    members.remove("KafkaBootstrapServers");
    List<String> servers =
        properties.get("KafkaBootstrapServers").items().stream().map(Json::text).toList();
    members.put(
        "SelfManagedEventSource", Map.of("Endpoints", Map.of("KAFKA_BOOTSTRAP_SERVERS", servers)));
    members.put("FunctionName", function);
    members.putIfAbsent("StartingPosition", "TRIM_HORIZON");
    plan.add(new Mapping(where, members));
  }

  private void route(String name, String function, boolean rest, Json properties) {
    Map<String, Object> source =
        Sources.route(
            properties.get("Method").text(),
            properties.get("Path").text(),
            properties.get("PayloadFormatVersion").textOr(rest ? "1.0" : "2.0"),
            open && properties.get("Auth").isMissing());
    plan.add(new Trigger(name, function, source, false));
  }

  private void schedule(String name, String function, Json properties) {
    Map<String, Object> source =
        Sources.schedule(
            properties.get("Schedule").textOr(properties.get("ScheduleExpression").text()),
            properties.get("ScheduleExpressionTimezone"),
            properties.get("Input"));
    Members.put(source, "start", properties.get("StartDate"));
    Members.put(source, "end", properties.get("EndDate"));
    Members.put(
        source,
        "flexibleWindowMinutes",
        properties.get("FlexibleTimeWindow").get("MaximumWindowInMinutes"));
    plan.add(new Trigger(name, function, source, isOff(properties)));
  }

  private void bus(String name, String function, Json properties) {
    Json pattern = properties.get("Pattern");
    Json transformer = properties.get("InputTransformer");
    Map<String, Object> source =
        Sources.bus(
            properties.get("EventBusName").text(),
            pattern.isMissing() ? properties.get("EventPattern") : pattern,
            Sources.input(
                properties.get("Input"),
                properties.get("InputPath"),
                transformer.get("InputTemplate"),
                transformer.get("InputPathsMap")));
    plan.add(new Trigger(name, function, source, isOff(properties)));
  }

  private void topic(String name, String function, Json properties, String where) {
    String topic = properties.get("Topic").text();
    if (topic.isEmpty()) {
      plan.leave(where, "Topic is not known");
      return;
    }
    Map<String, Object> source =
        Sources.topic(topic, properties.get("FilterPolicy"), properties.get("FilterPolicyScope"));
    plan.add(new Trigger(name, function, source, false));
  }

  private void bucket(String name, String function, Json properties, String where) {
    Json events = properties.get("Events");
    List<String> wanted = new ArrayList<>(events.items().stream().map(Json::text).toList());
    if (wanted.isEmpty() && !events.isMissing()) {
      wanted.add(events.text());
    }
    Map<String, Object> source = Sources.bucket(properties.get("Bucket").text(), wanted);
    for (Json rule : properties.get("Filter").get("S3Key").get("Rules").items()) {
      source.put(rule.get("Name").text().toLowerCase(Locale.ROOT), rule.get("Value").text());
    }
    plan.add(new Trigger(name, function, source, false));
    plan.leave(where + ".Bucket", "let the store post its notifications to /v1/events/" + name);
  }

  private static boolean isOff(Json properties) {
    return properties.get("Enabled").text().equals("false")
        || properties.get("State").text().equals("DISABLED");
  }
}
