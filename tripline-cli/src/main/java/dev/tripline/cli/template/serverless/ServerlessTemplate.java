package dev.tripline.cli.template.serverless;

import dev.tripline.cli.output.Json;
import dev.tripline.cli.template.Account;
import dev.tripline.cli.template.Members;
import dev.tripline.cli.template.Plan;
import dev.tripline.cli.template.Plan.Code;
import dev.tripline.cli.template.Plan.Extras;
import dev.tripline.cli.template.Plan.Function;
import dev.tripline.cli.template.Plan.Layer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Reads functions with their events, and layers, of a `serverless.yml`.
public final class ServerlessTemplate {
  /// Members of a function that are read.
  private static final Set<String> READ =
      Set.of(
          "handler",
          "name",
          "runtime",
          "memorySize",
          "timeout",
          "description",
          "environment",
          "layers",
          "events",
          "image",
          "package",
          "tags",
          "architecture",
          "ephemeralStorageSize",
          "reservedConcurrency",
          "maximumRetryAttempts",
          "maximumEventAge",
          "url");

  private final Json file;
  private final Account account;
  private final Plan plan = new Plan();
  private final Variables variables;

  /// ARNs by the names under which functions refer to layers of the file.
  private final Map<String, String> layers = new HashMap<>();

  private ServerlessTemplate(Json file, Account account, Map<String, String> environment) {
    this.file = file;
    this.account = account;
    this.variables = new Variables(file, account, environment, plan);
  }

  /// Whether this is such a file.
  public static boolean reads(Json template) {
    return !template.get("service").isMissing() && !template.get("provider").isMissing();
  }

  /// @param environment for `${env:…}`
  public static Plan plan(Json file, Account account, Map<String, String> environment) {
    ServerlessTemplate template = new ServerlessTemplate(file, account, environment);
    template.read();
    return template.plan;
  }

  private void read() {
    Json described = variables.resolve(file.get("layers"), "layers");
    described.names().forEach(name -> layer(name, described.get(name)));
    Service service =
        new Service(
            variables.resolve(file.get("service"), "service").text()
                + "-"
                + variables.resolve(Json.of("${sls:stage}"), "stage").text()
                + "-",
            variables.resolve(file.get("provider"), "provider"),
            variables.resolve(file.get("package"), "package").get("artifact").text());
    Json functions = variables.resolve(file.get("functions"), "functions");
    functions.names().forEach(name -> function(name, functions.get(name), service));
    Json resources = file.get("resources").get("Resources");
    for (String id : resources.names()) {
      String type = resources.get(id).get("Type").text();
      plan.leave("resources." + id, type + " is no part of the dispatcher");
    }
    if (!file.get("plugins").items().isEmpty()) {
      plan.leave("plugins", "are not run: package with them, and name the result as artifact");
    }
  }

  /// What the file says for all of its functions.
  ///
  /// @param prefix of names that are not given
  /// @param artifact their package; empty if there is none for all
  private record Service(String prefix, Json provider, String artifact) {}

  /// A function refers to `foo` as `{Ref: FooLambdaLayer}`.
  private void layer(String key, Json layer) {
    String name = layer.get("name").textOr(key);
    String path = layer.get("package").get("artifact").textOr(layer.get("path").textOr(key));
    Map<String, Object> settings = new LinkedHashMap<>();
    Members.put(settings, "Description", layer.get("description"));
    Members.put(settings, "CompatibleRuntimes", layer.get("compatibleRuntimes"));
    Members.put(settings, "CompatibleArchitectures", layer.get("compatibleArchitectures"));
    String arn = account.arn("lambda", "layer:" + name);
    layers.put(
        key.substring(0, 1).toUpperCase(Locale.ROOT) + key.substring(1) + "LambdaLayer", arn);
    plan.add(new Layer(name, arn, account.directory().resolve(path), settings));
  }

  private void function(String key, Json function, Service service) {
    String where = "functions." + key;
    String name = function.get("name").textOr(service.prefix() + key);
    for (String member : function.names()) {
      if (!READ.contains(member)) {
        plan.leave(where + "." + member, reason(member));
      }
    }
    Json image = function.get("image");
    if (!image.isMissing() && image.text().matches("[A-Za-z0-9_-]+")) {
      plan.leave(where, "its image is built by the framework: push it and name it by its address");
      return;
    }
    plan.add(
        new Function(
            name,
            code(function, service.artifact()),
            settings(where, function, service.provider()),
            extras(function)));
    ServerlessEvents events = new ServerlessEvents(plan, account, key, name);
    List<Json> wanted = function.get("events").items();
    for (int i = 0; i < wanted.size(); i++) {
      events.event(where + ".events[" + i + "]", i + 1, wanted.get(i));
    }
  }

  private static String reason(String member) {
    return switch (member) {
      case "role", "iamRoleStatements" -> "rights of functions stand in the dispatcher's settings";
      case "provisionedConcurrency" ->
          "set it with `aws lambda put-provisioned-concurrency-config`";
      default -> "is not read";
    };
  }

  private Code code(Json function, String artifact) {
    Json image = function.get("image");
    if (!image.isMissing()) {
      return new Code.Stored(Map.of("ImageUri", image.get("uri").textOr(image.text())));
    }
    String own = function.get("package").get("artifact").textOr(artifact);
    return new Code.Packed(own.isEmpty() ? account.directory() : account.directory().resolve(own));
  }

  private Map<String, Object> settings(String where, Json function, Json provider) {
    Map<String, Object> settings = new LinkedHashMap<>();
    if (function.get("image").isMissing()) {
      Members.put(settings, "Runtime", either(function, provider, "runtime"));
      Members.put(settings, "Handler", function.get("handler"));
    } else {
      settings.put("PackageType", "Image");
    }
    Members.put(settings, "MemorySize", either(function, provider, "memorySize"));
    settings.put("MemorySize", settings.getOrDefault("MemorySize", 1024));
    Members.put(settings, "Timeout", either(function, provider, "timeout"));
    settings.put("Timeout", settings.getOrDefault("Timeout", 6));
    Members.put(settings, "Description", function.get("description"));
    Map<String, Object> environment = merged(provider, function, "environment");
    if (!environment.isEmpty()) {
      settings.put("Environment", Map.of("Variables", environment));
    }
    Map<String, Object> tags = merged(provider, function, "tags");
    if (!tags.isEmpty()) {
      settings.put("Tags", tags);
    }
    String architecture = either(function, provider, "architecture").text();
    if (!architecture.isEmpty()) {
      settings.put("Architectures", List.of(architecture));
    }
    Json disk = function.get("ephemeralStorageSize");
    if (!disk.isMissing()) {
      settings.put("EphemeralStorage", Map.of("Size", disk.number()));
    }
    List<String> arns = layers(where, either(function, provider, "layers"));
    if (!arns.isEmpty()) {
      settings.put("Layers", arns);
    }
    return settings;
  }

  private List<String> layers(String where, Json wanted) {
    List<String> arns = new ArrayList<>();
    for (Json layer : wanted.items()) {
      String reference = layer.get("Ref").text();
      String arn = reference.isEmpty() ? layer.text() : layers.getOrDefault(reference, "");
      if (arn.isEmpty()) {
        plan.leave(where + ".layers", "a layer is neither an ARN nor one of this file");
      } else {
        arns.add(arn);
      }
    }
    return arns;
  }

  private static Extras extras(Json function) {
    Map<String, Object> invokeConfig = new LinkedHashMap<>();
    Members.put(invokeConfig, "MaximumRetryAttempts", function.get("maximumRetryAttempts"));
    Members.put(invokeConfig, "MaximumEventAgeInSeconds", function.get("maximumEventAge"));
    Map<String, Object> url = new LinkedHashMap<>();
    Json wanted = function.get("url");
    if (wanted.isTrue() || !wanted.names().isEmpty()) {
      boolean signed = wanted.get("authorizer").text().equals("aws_iam");
      url.put("AuthType", signed ? "AWS_IAM" : "NONE");
      Members.put(url, "InvokeMode", wanted.get("invokeMode"));
    }
    Json reserved = function.get("reservedConcurrency");
    return new Extras(null, reserved.isMissing() ? null : reserved.number(), invokeConfig, url);
  }

  private static Json either(Json function, Json provider, String member) {
    Json own = function.get(member);
    return own.isMissing() ? provider.get(member) : own;
  }

  private static Map<String, Object> merged(Json provider, Json function, String member) {
    Map<String, Object> merged = new LinkedHashMap<>();
    for (Json source : List.of(provider.get(member), function.get(member))) {
      merged.putAll(Members.texts(source));
    }
    return merged;
  }
}
