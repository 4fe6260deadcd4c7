package dev.tripline.dispatcher.document;

import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.document.KeptDocuments.Kept;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The operations of CloudWatch Logs on log groups, as far as templates use them. What functions log is
/// elsewhere, whatever group they name.
record LogGroups(KeptDocuments documents, AccountSettings account) {
  private static final String SPACE = "log-group";
  private static final String NAME = "[.\\-_/#A-Za-z0-9]{1,512}";
  private static final String RETENTION = "retentionInDays";

  Map<String, Function<ObjectNode, ObjectNode>> operations() {
    return Map.of(
        "DescribeLogGroups", this::describe,
        "CreateLogGroup", this::create,
        "DeleteLogGroup", this::delete,
        "PutRetentionPolicy", this::retain,
        "DeleteRetentionPolicy", this::forget,
        "ListTagsForResource", this::tags,
        "ListTagsLogGroup", this::tags,
        "TagResource", this::tag,
        "UntagResource", this::untag);
  }

  private ObjectNode describe(ObjectNode input) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode groups = answer.putArray("logGroups");
    documents
        .list(SPACE, input.path("logGroupNamePrefix").asString(""))
        .forEach(group -> groups.add(view(group)));
    return answer;
  }

  private ObjectNode view(Kept group) {
    ObjectNode view = JsonNodeFactory.instance.objectNode();
    view.put("logGroupName", group.name());
    view.put("creationTime", group.created().toEpochMilli());
    if (group.content().has(RETENTION)) {
      view.put(RETENTION, group.content().path(RETENTION).asInt());
    }
    view.put("metricFilterCount", 0);
    view.put("arn", arn(group.name()) + ":*");
    view.put("storedBytes", 0);
    view.put("logGroupClass", "STANDARD");
    view.put("logGroupArn", arn(group.name()));
    return view;
  }

  private String arn(String name) {
    return "arn:aws:logs:" + account.region() + ":" + account.accountId() + ":log-group:" + name;
  }

  private ObjectNode create(ObjectNode input) {
    ObjectNode group = JsonNodeFactory.instance.objectNode();
    putTags(group.putObject("tags"), input.path("tags"));
    return switch (documents.create(SPACE, name(input), group)) {
      case MADE -> done();
      case TAKEN ->
          throw new RefusedException(
              400, "ResourceAlreadyExistsException", "The specified log group already exists");
      case FULL ->
          throw new RefusedException(400, "LimitExceededException", "Resource limit exceeded.");
    };
  }

  private ObjectNode delete(ObjectNode input) {
    if (!documents.delete(SPACE, name(input))) {
      throw none();
    }
    return done();
  }

  private ObjectNode retain(ObjectNode input) {
    JsonNode days = input.path(RETENTION);
    if (!days.isInt() || days.intValue() < 1 || days.intValue() > 3653) {
      throw invalid("retentionInDays must be 1 to 3653.");
    }
    return change(name(input), group -> group.put(RETENTION, days.intValue()));
  }

  private ObjectNode forget(ObjectNode input) {
    return change(
        name(input),
        group -> {
          group.remove(RETENTION);
          return group;
        });
  }

  private ObjectNode tags(ObjectNode input) {
    Kept group = documents.find(SPACE, name(input)).orElseThrow(LogGroups::none);
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.set("tags", group.content().path("tags"));
    return answer;
  }

  private ObjectNode tag(ObjectNode input) {
    return change(
        name(input),
        group -> {
          putTags(group.withObjectProperty("tags"), input.path("tags"));
          return group;
        });
  }

  private ObjectNode untag(ObjectNode input) {
    return change(
        name(input),
        group -> {
          input
              .path("tagKeys")
              .forEach(key -> group.withObjectProperty("tags").remove(key.asString("")));
          return group;
        });
  }

  private static void putTags(ObjectNode tags, JsonNode given) {
    for (Map.Entry<String, JsonNode> tag : given.properties()) {
      String value = tag.getValue().asString("");
      if (tag.getKey().isEmpty() || tag.getKey().length() > 128 || value.length() > 256) {
        throw invalid("A tag's key has 1 to 128 characters, its value at most 256.");
      }
      tags.put(tag.getKey(), value);
    }
    if (tags.size() > 50) {
      throw invalid("A log group has at most 50 tags.");
    }
  }

  private ObjectNode change(String name, UnaryOperator<ObjectNode> change) {
    if (!documents.change(SPACE, name, change)) {
      throw none();
    }
    return done();
  }

  /// By name or by ARN.
  private static String name(ObjectNode input) {
    String named = input.path("logGroupName").asString("");
    String arn = input.path("resourceArn").asString("");
    int at = arn.indexOf(":log-group:");
    String name =
        at < 0 ? named : arn.substring(at + ":log-group:".length()).replaceAll(":\\*$", "");
    if (!name.matches(NAME)) {
      throw invalid("A log group is named by 1 to 512 letters, digits and the characters ._-/#.");
    }
    return name;
  }

  private static ObjectNode done() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static RefusedException none() {
    return new RefusedException(
        400, "ResourceNotFoundException", "The specified log group does not exist.");
  }

  private static RefusedException invalid(String message) {
    return new RefusedException(400, "InvalidParameterException", message);
  }
}
