package dev.tripline.dispatcher.trigger.preflight;

import dev.tripline.delivery.AsyncSettings;
import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.trigger.SourceTraits;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.retry.destination.Destination;
import dev.tripline.spi.invocation.FunctionTarget;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Follows events through triggers, functions and destinations, as far as settings tell. Pure but for the
/// settings of functions, which are asked for.
///
/// @param parse a function's ARN
/// @param settings of asynchronous invocations
/// @param account whose topics and buses the dispatcher has
record TriggerLoops(
    Function<String, Optional<FunctionTarget>> parse,
    Function<FunctionTarget, AsyncSettings> settings,
    AccountSettings account) {
  private static final List<String> ARNS = List.of("queueArn", "streamArn", "topicArn");

  /// The way by which events of a trigger come back to it, or to a function that had them; empty if none
  /// is known.
  List<String> of(Trigger trigger, List<Trigger> all) {
    Map<String, List<Trigger>> readers = new LinkedHashMap<>();
    for (Trigger one : all) {
      for (String place : places(one)) {
        readers.computeIfAbsent(place, _ -> new ArrayList<>()).add(one);
      }
    }
    return walk(trigger, readers, new LinkedHashSet<>());
  }

  private List<String> walk(Trigger trigger, Map<String, List<Trigger>> readers, Set<String> way) {
    String step = "trigger " + trigger.name();
    if (!way.add(step)) {
      return circle(way, step);
    }
    List<String> found =
        trigger.source().traits().shape() == SourceTraits.Shape.PUSH
            ? walk(trigger.function(), readers, way)
            : walk(onFailure(trigger), readers, way);
    way.remove(step);
    return found;
  }

  private List<String> walk(
      FunctionTarget function, Map<String, List<Trigger>> readers, Set<String> way) {
    String step = "function " + function;
    if (!way.add(step)) {
      return circle(way, step);
    }
    AsyncSettings async = settings.apply(function);
    for (String destination :
        new @Nullable String[] {async.onSuccess(), async.onFailure(), async.deadLetterTarget()}) {
      List<String> found = walk(destination, readers, way);
      if (!found.isEmpty()) {
        return found;
      }
    }
    way.remove(step);
    return List.of();
  }

  private List<String> walk(
      @Nullable String destination, Map<String, List<Trigger>> readers, Set<String> way) {
    if (destination == null) {
      return List.of();
    }
    if (Destination.parse(destination) instanceof Destination.LambdaFunction) {
      return parse
          .apply(destination)
          .map(function -> walk(function, readers, way))
          .orElse(List.of());
    }
    for (Trigger reader : readers.getOrDefault(destination, List.of())) {
      List<String> found = walk(reader, readers, way);
      if (!found.isEmpty()) {
        return found;
      }
    }
    return List.of();
  }

  private static List<String> circle(Set<String> way, String step) {
    List<String> steps = new ArrayList<>(way);
    List<String> circle = new ArrayList<>(steps.subList(steps.indexOf(step), steps.size()));
    circle.add(step);
    return circle;
  }

  /// The destinations whose records come to a trigger. A topic of Kafka is told from one of the same name by
  /// its cluster.
  private List<String> places(Trigger trigger) {
    ObjectNode form = trigger.form();
    for (String member : ARNS) {
      if (form.path(member).isString()) {
        return List.of(form.path(member).stringValue());
      }
    }
    return switch (trigger.source().traits().kind()) {
      case "kafka" -> List.of(topic(trigger, form.path("topic").asString("")));
      case "topic" -> List.of(arn("sns", form.path("topic").asString("")));
      case "sns" -> form.path("topics").valueStream().map(JsonNode::asString).toList();
      case "event-bus" ->
          mayBeRecord(form.path("pattern"))
              ? List.of(arn("events", "event-bus/" + form.path("bus").asString("default")))
              : List.of();
      case "s3" ->
          form.path("buckets")
              .valueStream()
              .map(bucket -> "arn:aws:s3:::" + bucket.asString())
              .toList();
      case "s3-listing" -> List.of("arn:aws:s3:::" + form.path("bucket").asString(""));
      default -> List.of();
    };
  }

  private String arn(String service, String resource) {
    return "arn:aws:"
        + service
        + ":"
        + account.region()
        + ":"
        + account.accountId()
        + ":"
        + resource;
  }

  /// Whether a pattern may stand for records of invocations, as they are put into buses. One that is not known
  /// may.
  private static boolean mayBeRecord(JsonNode pattern) {
    JsonNode read = pattern;
    if (pattern.isString()) {
      try {
        read = JsonMapper.shared().readTree(pattern.stringValue());
      } catch (JacksonException _) {
        return true;
      }
    }
    JsonNode sources = read.path("source");
    return !sources.isArray()
        || sources.valueStream().anyMatch(source -> !source.isString())
        || sources.valueStream().anyMatch(source -> source.asString().equals("lambda"));
  }

  private static @Nullable String onFailure(Trigger trigger) {
    String destination = trigger.form().path("onFailure").asString("");
    return destination.startsWith("kafka://")
        ? topic(trigger, destination.substring("kafka://".length()))
        : destination.isEmpty() ? null : destination;
  }

  private static String topic(Trigger trigger, String name) {
    return "topic "
        + name
        + " "
        + trigger.form().path("bootstrapServers")
        + trigger.form().path("connection");
  }
}
