package dev.tripline.cli.template.cloudformation;

import dev.tripline.cli.output.Json;
import dev.tripline.cli.template.Account;
import dev.tripline.cli.template.Members;
import dev.tripline.cli.template.Plan;
import dev.tripline.cli.template.Plan.Code;
import dev.tripline.cli.template.Plan.Extras;
import dev.tripline.cli.template.Plan.Function;
import dev.tripline.cli.template.Plan.Layer;
import dev.tripline.cli.template.Plan.Mapping;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads functions, layers, mappings, rules and URLs of a template of CloudFormation; those of SAM with
/// their events.
public final class SamTemplate {
  /// Members of `CreateFunction` that a resource has under the same name.
  private static final Set<String> SAME =
      Set.of(
          "Runtime",
          "Handler",
          "Timeout",
          "MemorySize",
          "Description",
          "Environment",
          "Layers",
          "Role",
          "Architectures",
          "EphemeralStorage",
          "Tags",
          "PackageType",
          "ImageConfig",
          "VpcConfig",
          "LoggingConfig",
          "DeadLetterConfig",
          "TracingConfig",
          "SnapStart");

  private static final List<String> RESET =
      List.of(
          "Description",
          "Timeout",
          "MemorySize",
          "Environment",
          "Layers",
          "EphemeralStorage",
          "DeadLetterConfig",
          "TracingConfig",
          "SnapStart",
          "VpcConfig");

  /// Any of these says where the code is.
  private static final List<String> CODE = List.of("CodeUri", "InlineCode", "ImageUri", "Code");

  /// Read elsewhere, or without a meaning here.
  private static final Set<String> READ =
      Set.of(
          "FunctionName",
          "CodeUri",
          "InlineCode",
          "ImageUri",
          "Code",
          "Events",
          "ReservedConcurrentExecutions",
          "AutoPublishAlias",
          "EventInvokeConfig",
          "FunctionUrlConfig",
          "Tracing",
          "DeadLetterQueue",
          "AutoPublishCodeSha256",
          "AutoPublishAliasAllProperties",
          "PropagateTags");

  private final Json template;
  private final Account account;
  private final Plan plan;
  private final Intrinsics intrinsics;
  private final SamEvents events;

  private SamTemplate(Json template, Account account) {
    this.template = template;
    this.account = account;
    this.plan = new Plan();
    this.intrinsics = new Intrinsics(template, account, plan);
    this.events = new SamEvents(plan, account.open());
  }

  /// Whether this is such a template.
  public static boolean reads(Json template) {
    return !template.get("Resources").names().isEmpty();
  }

  /// @throws dev.tripline.cli.session.UsageException if a parameter is given that the template has not,
  ///     or with a value that it does not allow
  public static Plan plan(Json template, Account account) {
    Parameters.check(template.get("Parameters"), account.parameters());
    SamTemplate sam = new SamTemplate(template, account);
    Json resources = template.get("Resources");
    resources.names().forEach(id -> sam.resource(id, resources.get(id)));
    return sam.plan;
  }

  private void resource(String id, Json resource) {
    if (!intrinsics.holds(resource.get("Condition").text(), id)) {
      return;
    }
    String type = resource.get("Type").text();
    switch (type) {
      case "AWS::Serverless::Function" -> serverlessFunction(id, resource.get("Properties"));
      case "AWS::Lambda::Function" -> function(id, properties(id, resource), "Code");
      case "AWS::Serverless::LayerVersion" -> layer(id, properties(id, resource), "ContentUri");
      case "AWS::Lambda::LayerVersion" -> layer(id, properties(id, resource), "Content");
      case "AWS::Lambda::EventSourceMapping" ->
          plan.add(new Mapping(id, Members.of(properties(id, resource))));
      case "AWS::Events::Rule" -> events.rule(id, properties(id, resource));
      case "AWS::Lambda::Permission", "AWS::IAM::Policy" -> {
        // A source here needs no policy of the function, which belongs to its triggers.
      }
      default -> plan.leave(id, remedy(type));
    }
  }

  private static String remedy(String type) {
    return switch (type) {
      case "AWS::IAM::Role", "AWS::IAM::ManagedPolicy" ->
          "rights of functions stand in the dispatcher's settings";
      case "AWS::SNS::Topic" -> "a topic is made with its first subscription";
      case "AWS::Events::EventBus" -> "make it with `aws events create-event-bus`";
      case "AWS::SQS::Queue", "AWS::DynamoDB::Table", "AWS::Kinesis::Stream", "AWS::S3::Bucket" ->
          type + " is no part of the dispatcher: make it in the server that has it";
      case "AWS::Lambda::Url", "AWS::Lambda::Alias", "AWS::Lambda::Version" ->
          type + " is not read: make it with `aws lambda`";
      default -> type + " is not read";
    };
  }

  private Json properties(String id, Json resource) {
    return intrinsics.resolve(resource.get("Properties"), id);
  }

  private void serverlessFunction(String id, Json own) {
    Json global = template.get("Globals").get("Function");
    Json merged = intrinsics.resolve(Json.of(merge(global, own)), id);
    Function function = function(id, merged, "CodeUri");
    if (function == null) {
      return;
    }
    String alias = function.extras().alias();
    String target = function.name() + (alias == null ? "" : ":" + alias);
    Json named = merged.get("Events");
    named.names().forEach(event -> events.event(id, target, event, named.get(event)));
  }

  /// As SAM does: maps member by member, lists one behind the other, anything else by the function's own.
  private static Object merge(Json global, Json own) {
    if (own.isMissing()) {
      return raw(global);
    }
    if (!global.names().isEmpty() && !own.names().isEmpty()) {
      Map<String, Object> merged = new LinkedHashMap<>();
      global.names().forEach(name -> merged.put(name, merge(global.get(name), own.get(name))));
      own.names().forEach(name -> merged.put(name, merge(global.get(name), own.get(name))));
      return merged;
    }
    if (!global.items().isEmpty() && !own.items().isEmpty()) {
      List<Object> merged = new ArrayList<>();
      global.items().forEach(item -> merged.add(raw(item)));
      own.items().forEach(item -> merged.add(raw(item)));
      return merged;
    }
    return raw(own);
  }

  private static Object raw(Json value) {
    Object raw = value.raw();
    return raw == null ? Map.of() : raw;
  }

  /// @return null if it is left out
  private @Nullable Function function(String id, Json properties, String codeMember) {
    String name = properties.get("FunctionName").textOr(id);
    if (properties.get("PackageType").text().equals("Image")
        && image(properties, codeMember).isEmpty()) {
      plan.leaveFunction(
          name, id, "its image is built by SAM: push it to a registry and name it in ImageUri");
      return null;
    }
    if (properties.isMissing()
        || CODE.stream().anyMatch(member -> plan.leaves(id + "." + member))) {
      plan.leaveFunction(name, id, "its code is not known");
      return null;
    }
    Map<String, Object> settings = new LinkedHashMap<>();
    for (String member : properties.names()) {
      if (SAME.contains(member)) {
        settings.put(member, raw(properties.get(member)));
      } else if (!READ.contains(member)) {
        plan.leave(id + "." + member, reason(member));
      }
    }
    Json variables = properties.get("Environment").get("Variables");
    if (!variables.isMissing()) {
      settings.put("Environment", Map.of("Variables", Members.texts(variables)));
    }
    tags(properties.get("Tags"), settings);
    Json letters = properties.get("DeadLetterQueue").get("TargetArn");
    if (!letters.isMissing()) {
      settings.put("DeadLetterConfig", Map.of("TargetArn", letters.text()));
    }
    Json tracing = properties.get("Tracing");
    if (!tracing.isMissing()) {
      settings.put("TracingConfig", Map.of("Mode", tracing.text()));
    }
    Members.reset(settings, RESET);
    Function function =
        new Function(name, code(properties, codeMember), settings, extras(id, properties));
    plan.add(function);
    return function;
  }

  /// CloudFormation's own functions have them as a list of keys and values.
  private static void tags(Json tags, Map<String, Object> settings) {
    if (!tags.names().isEmpty()) {
      settings.put("Tags", Members.texts(tags));
    }
    if (!tags.items().isEmpty()) {
      Map<String, Object> map = new LinkedHashMap<>();
      tags.items().forEach(tag -> map.put(tag.get("Key").text(), tag.get("Value").text()));
      settings.put("Tags", map);
    }
  }

  private static String reason(String property) {
    return switch (property) {
      case "Policies", "PermissionsBoundary", "AssumeRolePolicyDocument" ->
          "rights of functions stand in the dispatcher's settings";
      case "ProvisionedConcurrencyConfig" ->
          "set it with `aws lambda put-provisioned-concurrency-config`";
      default -> "is not read";
    };
  }

  private Code code(Json properties, String member) {
    Json code = properties.get(member);
    String image = image(properties, member);
    if (!image.isEmpty()) {
      return new Code.Stored(Map.of("ImageUri", image));
    }
    String inline = properties.get("InlineCode").textOr(code.get("ZipFile").text());
    if (!inline.isEmpty()) {
      boolean python = properties.get("Runtime").text().startsWith("python");
      return new Code.Inline(python ? "index.py" : "index.js", inline);
    }
    String bucket = code.get("S3Bucket").textOr(code.get("Bucket").text());
    if (!bucket.isEmpty()) {
      Map<String, Object> stored = new LinkedHashMap<>();
      stored.put("S3Bucket", bucket);
      stored.put("S3Key", code.get("S3Key").textOr(code.get("Key").text()));
      String version = code.get("S3ObjectVersion").textOr(code.get("Version").text());
      if (!version.isEmpty()) {
        stored.put("S3ObjectVersion", version);
      }
      return new Code.Stored(stored);
    }
    return new Code.Packed(path(code.textOr(".")));
  }

  private static String image(Json properties, String codeMember) {
    return properties.get("ImageUri").textOr(properties.get(codeMember).get("ImageUri").text());
  }

  private Path path(String text) {
    return account.directory().resolve(text);
  }

  private Extras extras(String id, Json properties) {
    Json url = properties.get("FunctionUrlConfig");
    Map<String, Object> urlMembers = Members.of(url);
    if (!url.isMissing()) {
      urlMembers.putIfAbsent("AuthType", "AWS_IAM");
    }
    String alias = properties.get("AutoPublishAlias").text();
    String reserved = properties.get("ReservedConcurrentExecutions").text();
    if (!reserved.matches("[0-9]{0,6}")) {
      plan.leave(id + ".ReservedConcurrentExecutions", reserved + " is no number");
      reserved = "";
    }
    return new Extras(
        alias.isEmpty() ? null : alias,
        reserved.isEmpty() ? null : Long.valueOf(reserved),
        invokeConfig(id, properties.get("EventInvokeConfig")),
        urlMembers);
  }

  /// SAM's destinations have a type beside the address; without an address SAM makes one.
  private Map<String, Object> invokeConfig(String id, Json config) {
    Map<String, Object> members = Members.of(config);
    Json destinations = config.get("DestinationConfig");
    if (!destinations.isMissing()) {
      Map<String, Object> kept = new LinkedHashMap<>();
      for (String when : destinations.names()) {
        String destination = destinations.get(when).get("Destination").text();
        if (destination.isEmpty()) {
          plan.leave(id + ".EventInvokeConfig." + when, "has no address: SAM would make one");
        } else {
          kept.put(when, Map.of("Destination", destination));
        }
      }
      members.put("DestinationConfig", kept);
    }
    return members;
  }

  private void layer(String id, Json properties, String contentMember) {
    String name = properties.get("LayerName").textOr(id);
    Json content = properties.get(contentMember);
    if (plan.leaves(id + "." + contentMember)) {
      plan.leave(id, "its content is not known");
      return;
    }
    if (!content.names().isEmpty()) {
      plan.leave(id, "its content is in S3: publish it with `aws lambda publish-layer-version`");
      return;
    }
    Map<String, Object> settings = new LinkedHashMap<>();
    for (String member : List.of("Description", "CompatibleRuntimes", "CompatibleArchitectures")) {
      Members.put(settings, member, properties.get(member));
    }
    Code.Packed code = new Code.Packed(path(content.textOr(".")));
    plan.add(new Layer(name, account.arn("lambda", "layer:" + name), code, settings));
  }
}
