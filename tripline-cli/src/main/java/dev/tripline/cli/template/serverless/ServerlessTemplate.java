package dev.tripline.cli.template.serverless;

import dev.tripline.cli.output.Json;
import dev.tripline.cli.template.Account;
import dev.tripline.cli.template.FilePatterns;
import dev.tripline.cli.template.Members;
import dev.tripline.cli.template.Plan;
import dev.tripline.cli.template.Plan.Code;
import dev.tripline.cli.template.Plan.Extras;
import dev.tripline.cli.template.Plan.Function;
import dev.tripline.cli.template.Plan.Layer;
import dev.tripline.cli.template.cloudformation.Intrinsics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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
          "snapStart",
          "maximumRetryAttempts",
          "maximumEventAge",
          "url");

  private static final Pattern ASKED = Pattern.compile("\\b(?:param|opt):([A-Za-z0-9_.-]+)");

  /// What the framework leaves out by itself, and `.env` files.
  private static final List<String> LEFT_OUT =
      List.of(
          "!**/.env*",
          "!serverless.{yml,yaml,json}",
          "!.gitignore",
          "!.DS_Store",
          "!npm-debug.log",
          "!yarn-*.log",
          "!.serverless_plugins/**");

  private final Json file;
  private final Account account;
  private final Map<String, String> environment;
  private final Plan plan = new Plan();
  private final Variables variables;
  private final OtherFiles files;

  /// What `Ref` and `Fn::GetAtt` may name, by logical ids.
  private final Map<String, Object> resources = new LinkedHashMap<>();

  private ServerlessTemplate(Json file, Account account, Map<String, String> environment) {
    this.file = file;
    this.account = account;
    this.environment = environment;
    this.files = new OtherFiles(account.directory());
    this.variables = new Variables(file, account, environment, plan, files);
  }

  /// Whether this is such a file.
  public static boolean reads(Json template) {
    return !template.get("service").isMissing() && !template.get("provider").isMissing();
  }

  /// @param environment for `${env:…}`
  /// @throws dev.tripline.cli.session.UsageException if a parameter is given that the file does not name
  public static Plan plan(Json file, Account account, Map<String, String> environment) {
    ServerlessTemplate template = new ServerlessTemplate(file, account, environment);
    template.read();
    Account.requireKnown(account.parameters().keySet(), template.parameters());
    return template.plan;
  }

  /// Those of `params`, and all that are asked for.
  private Set<String> parameters() {
    Set<String> known = new TreeSet<>();
    Json params = variables.resolve(file.get("params"), "params");
    params.names().forEach(stage -> known.addAll(params.get(stage).names()));
    Stream.concat(Stream.of(file), files.all().stream())
        .flatMap(read -> ASKED.matcher(read.text()).results())
        .forEach(found -> known.add(found.group(1)));
    known.removeAll(Set.of("stage", "region"));
    return known;
  }

  private void read() {
    Json described = variables.resolve(file.get("layers"), "layers");
    described.names().forEach(name -> layer(name, described.get(name)));
    Json called = variables.resolve(file.get("service"), "service");
    String prefix =
        called.get("name").textOr(called.text())
            + "-"
            + variables.resolve(Json.of("${sls:stage}"), "stage").text()
            + "-";
    Json named = merged(variables.resolve(file.get("functions"), "functions"));
    Intrinsics references = references(named, prefix);
    Service service =
        new Service(
            prefix, provider(references), variables.resolve(file.get("package"), "package"));
    Json functions = references.resolve(named, "functions");
    functions.names().forEach(name -> function(name, functions.get(name), service));
    if (!file.get("plugins").items().isEmpty()) {
      plan.leave("plugins", "are not run: package with them, and name the result as artifact");
    }
  }

  /// Those of the service come before those of a function.
  private List<String> patterns(Json... packages) {
    List<String> patterns = new ArrayList<>(LEFT_OUT);
    for (Json packed : packages) {
      List<Json> excluded = packed.get("exclude").items();
      excluded.forEach(glob -> patterns.add(("!" + glob.text()).replaceFirst("^!!", "")));
      packed.get("include").items().forEach(glob -> patterns.add(glob.text()));
      packed.get("patterns").items().forEach(glob -> patterns.add(glob.text()));
    }
    patterns.stream()
        .filter(glob -> !FilePatterns.isGlob(glob))
        .forEach(glob -> plan.leave("pattern " + glob, "is no glob that is read: no file fits it"));
    return patterns;
  }

  /// What the file says for all of its functions.
  ///
  /// @param prefix of names that are not given
  /// @param packaging of all that have none of their own
  private record Service(String prefix, Json provider, Json packaging) {}

  /// The framework's names: the layer `foo` is `FooLambdaLayer`, the function `my-foo`
  /// `MyDashfooLambdaFunction`.
  private Intrinsics references(Json functions, String prefix) {
    Variables unnoted = new Variables(file, account, environment, new Plan(), files);
    Json known = unnoted.resolve(file.get("resources"), "resources");
    List<Json> parts = known.items().isEmpty() ? List.of(known) : known.items();
    parts.forEach(part -> resources.putAll(Members.of(part.get("Resources"))));
    for (String id : resources.keySet()) {
      String type = Json.of(resources.get(id)).get("Type").text();
      plan.leave("resources." + id, type + " is no part of the dispatcher");
    }
    for (String key : functions.names()) {
      String name = functions.get(key).get("name").textOr(prefix + key);
      resource(key, "Function", Map.of("FunctionName", name));
    }
    return new Intrinsics(Json.of(Map.of("Resources", resources)), account, plan);
  }

  /// A list of maps stands for all of them.
  private static Json merged(Json maps) {
    Map<String, Object> merged = new LinkedHashMap<>(Members.of(maps));
    maps.items().forEach(map -> merged.putAll(Members.of(map)));
    return Json.of(merged);
  }

  private void resource(String key, String kind, Map<String, Object> properties) {
    String id =
        key.substring(0, 1).toUpperCase(Locale.ROOT)
            + key.substring(1).replace("-", "Dash").replace("_", "Underscore");
    String type = "AWS::Lambda::" + (kind.equals("Layer") ? "LayerVersion" : kind);
    resources.put(id + "Lambda" + kind, Map.of("Type", type, "Properties", properties));
  }

  private Json provider(Intrinsics references) {
    Json provider = variables.resolve(file.get("provider"), "provider");
    String region = provider.get("region").textOr(account.region());
    if (!region.equals(account.region())) {
      plan.leave(
          "provider.region", "names have that of the dispatcher, AWS_REGION: " + account.region());
    }
    Map<String, Object> members = Members.of(provider);
    for (String member : List.of("environment", "layers", "tags")) {
      Json resolved = references.resolve(provider.get(member), "provider." + member);
      Members.put(members, member, resolved);
    }
    return Json.of(members);
  }

  private void layer(String key, Json layer) {
    String name = layer.get("name").textOr(key);
    String where = "layers." + key;
    if (plan.leaves(where + ".package") || plan.leaves(where + ".path")) {
      plan.leave(where, "its content is not known");
      return;
    }
    String artifact = artifact(layer.get("package"));
    Code.Packed content =
        artifact.isEmpty()
            ? new Code.Packed(
                account.directory().resolve(layer.get("path").textOr(key)),
                patterns(layer.get("package")))
            : new Code.Packed(account.directory().resolve(artifact));
    Map<String, Object> settings = new LinkedHashMap<>();
    Members.put(settings, "Description", layer.get("description"));
    Members.put(settings, "CompatibleRuntimes", layer.get("compatibleRuntimes"));
    Members.put(settings, "CompatibleArchitectures", layer.get("compatibleArchitectures"));
    String arn = account.arn("lambda", "layer:" + name);
    resource(key, "Layer", Map.of("LayerName", name));
    plan.add(new Layer(name, arn, content, settings));
  }

  private void function(String key, Json function, Service service) {
    String where = "functions." + key;
    String name = function.get("name").textOr(service.prefix() + key);
    for (String member : function.names()) {
      if (!READ.contains(member)) {
        plan.leave(where + "." + member, reason(member));
      }
    }
    boolean own =
        !function.get("image").isMissing() || !artifact(function.get("package")).isEmpty();
    Stream<String> places = Stream.of(where + ".package", where + ".image", own ? "" : "package");
    if (places.anyMatch(plan::leaves)) {
      plan.leaveFunction(name, where, "its code is not known");
      return;
    }
    Json image = function.get("image");
    if (!image.isMissing() && image.text().matches("[A-Za-z0-9_-]+")) {
      plan.leaveFunction(
          name, where, "its image is built by the framework: push it and name it by its address");
      return;
    }
    plan.add(
        new Function(
            name,
            code(function, service.packaging()),
            settings(function, service.provider()),
            extras(function)));
    ServerlessEvents events = new ServerlessEvents(plan, account, name);
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

  private Code code(Json function, Json packaging) {
    Json image = function.get("image");
    if (!image.isMissing()) {
      return new Code.Stored(Map.of("ImageUri", image.get("uri").textOr(image.text())));
    }
    Json own = function.get("package");
    String artifact = artifact(own).isEmpty() ? artifact(packaging) : artifact(own);
    return artifact.isEmpty()
        ? new Code.Packed(account.directory(), patterns(packaging, own))
        : new Code.Packed(account.directory().resolve(artifact));
  }

  private static String artifact(Json packaging) {
    return packaging.get("artifact").text();
  }

  private Map<String, Object> settings(Json function, Json provider) {
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
    if (function.get("snapStart").isTrue()) {
      settings.put("SnapStart", Map.of("ApplyOn", "PublishedVersions"));
    }
    Json layers = either(function, provider, "layers");
    if (!layers.items().isEmpty()) {
      Members.put(settings, "Layers", layers);
    }
    Members.reset(
        settings, List.of("Description", "Environment", "EphemeralStorage", "Layers", "SnapStart"));
    return settings;
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
