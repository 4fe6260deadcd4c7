package dev.tripline.cli.template;

import dev.tripline.cli.function.Deployment;
import dev.tripline.cli.function.FunctionCommands;
import dev.tripline.cli.function.PackageFile;
import dev.tripline.cli.http.Answer;
import dev.tripline.cli.http.ApiPath;
import dev.tripline.cli.http.Client.Request;
import dev.tripline.cli.http.RefusedException;
import dev.tripline.cli.output.Json;
import dev.tripline.cli.session.Session;
import dev.tripline.cli.session.UsageException;
import dev.tripline.cli.template.Plan.Code;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Makes what a plan has, or brings it up to date: a second run of the same template changes nothing but
/// versions of aliases.
final class Maker {
  private static final Duration UPLOAD = Duration.ofMinutes(10);
  private static final List<String> NOT_UPDATED = List.of("PackageType", "Architectures", "Tags");
  private static final int CONFLICT = 409;
  private static final int MISSING = 404;

  private final Session session;
  private final Map<String, String> layers = new HashMap<>();

  Maker(Session session) {
    this.session = session;
  }

  /// What became of a part of the plan, in one word.
  enum Done {
    CREATED,
    UPDATED,
    UNCHANGED
  }

  /// A new version, unless the latest one has the same content.
  Done make(Plan.Layer layer) {
    byte[] zip = zip(layer.code());
    Json latest =
        lambda("GET", versions(layer).with("MaxItems", 1), Map.of())
            .get("LayerVersions")
            .items()
            .stream()
            .findFirst()
            .orElse(Json.NOTHING);
    if (!latest.isMissing()) {
      ApiPath path = versions(layer).segment(latest.get("Version").text());
      String digest = lambda("GET", path, Map.of()).get("Content").get("CodeSha256").text();
      if (digest.equals(sha256(zip))) {
        layers.put(layer.arn(), latest.get("LayerVersionArn").text());
        return Done.UNCHANGED;
      }
    }
    Map<String, Object> members = new TreeMap<>(layer.settings());
    members.put("Content", Deployment.zipFile(zip));
    Json made =
        session
            .client()
            .lambda(
                Request.json("POST", versions(layer), Json.write(members), session.timeout(UPLOAD)))
            .json();
    layers.put(layer.arn(), made.get("LayerVersionArn").text());
    return latest.isMissing() ? Done.CREATED : Done.UPDATED;
  }

  private static ApiPath versions(Plan.Layer layer) {
    return ApiPath.of("/2018-10-31/layers").segment(layer.name()).then("/versions");
  }

  /// Waits until it is ready.
  Done make(Plan.Function function) throws InterruptedException {
    Deployment deployment = new Deployment(session, function.name());
    Map<String, Object> settings = withLayers(function.settings());
    Map<String, Object> code = code(function.code());
    boolean there = deployment.exists();
    if (there) {
      settings.keySet().removeAll(NOT_UPDATED);
    }
    Json configuration = deployment.deploy(there, code, settings).json();
    Deployment.failure(configuration)
        .ifPresent(why -> {
          throw new FailedException(function.name() + ": " + why);
        });
    extras(function, deployment);
    return there ? Done.UPDATED : Done.CREATED;
  }

  /// A function does not come up.
  static final class FailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    FailedException(String message) {
      super(message);
    }
  }

  private Map<String, Object> withLayers(Map<String, Object> settings) {
    Map<String, Object> copy = new LinkedHashMap<>(settings);
    List<Json> named = Json.of(settings).get("Layers").items();
    if (!named.isEmpty()) {
      copy.put(
          "Layers",
          named.stream().map(Json::text).map(arn -> layers.getOrDefault(arn, arn)).toList());
    }
    return copy;
  }

  private static byte[] zip(Code.Packed packed) {
    return PackageFile.readWithin(packed.path(), packed.choice());
  }

  private static Map<String, Object> code(Code code) {
    return switch (code) {
      case Code.Packed packed -> Deployment.zipFile(zip(packed));
      case Code.Inline(String file, String text) -> Deployment.zipFile(PackageFile.of(file, text));
      case Code.Stored(var members) -> members;
    };
  }

  private void extras(Plan.Function function, Deployment deployment) {
    Plan.Extras extras = function.extras();
    String name = function.name();
    if (extras.reserved() != null) {
      ApiPath path = ApiPath.of("/2017-10-31/functions").segment(name).then("/concurrency");
      lambda("PUT", path, Map.of("ReservedConcurrentExecutions", extras.reserved()));
    }
    if (extras.alias() != null) {
      alias(name, extras.alias(), deployment.publish().json().get("Version").text());
    }
    if (!extras.invokeConfig().isEmpty()) {
      ApiPath path = ApiPath.of("/2019-09-25/functions").segment(name).then("/event-invoke-config");
      lambda("PUT", path.with("Qualifier", extras.alias()), extras.invokeConfig());
    }
    if (!extras.url().isEmpty()) {
      url(name, extras.alias(), extras.url());
    }
  }

  private void alias(String function, String alias, String version) {
    ApiPath aliases = FunctionCommands.lambda(function).then("/aliases");
    if (!made(aliases, Map.of("Name", alias, "FunctionVersion", version))) {
      lambda("PUT", aliases.segment(alias), Map.of("FunctionVersion", version));
    }
  }

  /// One that needs no proof is open to all, as the tools make it.
  private void url(String function, @Nullable String alias, Map<String, Object> members) {
    ApiPath url =
        ApiPath.of("/2021-10-31/functions").segment(function).then("/url").with("Qualifier", alias);
    if (!made(url, members)) {
      lambda("PUT", url, members);
    }
    if ("NONE".equals(members.get("AuthType"))) {
      ApiPath policy = FunctionCommands.lambda(function).then("/policy");
      made(
          policy.with("Qualifier", alias),
          Map.of(
              "StatementId", "FunctionURLAllowPublicAccess",
              "Action", "lambda:InvokeFunctionUrl",
              "Principal", "*",
              "FunctionUrlAuthType", "NONE"));
    }
  }

  /// One that is there for this source and function is brought up to date.
  Done make(Plan.Mapping mapping) {
    Map<String, Object> members = mapping.members();
    String uuid = existing(members);
    if (uuid == null) {
      lambda("POST", mappings(), members);
      return Done.CREATED;
    }
    Map<String, Object> changes = new LinkedHashMap<>(members);
    Members.reset(changes, List.of("FilterCriteria", "FunctionResponseTypes", "DestinationConfig"));
    changes
        .keySet()
        .removeAll(
            List.of(
                "EventSourceArn",
                "SelfManagedEventSource",
                "StartingPosition",
                "StartingPositionTimestamp",
                "Topics",
                "Queues"));
    lambda("PUT", mappings().segment(uuid), changes);
    return Done.UPDATED;
  }

  private @Nullable String existing(Map<String, Object> members) {
    Object source = members.get("EventSourceArn");
    ApiPath query =
        mappings().with("FunctionName", members.get("FunctionName")).with("EventSourceArn", source);
    return lambda("GET", query, Map.of()).get("EventSourceMappings").items().stream()
        .filter(found -> sameSource(found, Json.of(members)))
        .map(found -> found.get("UUID").text())
        .findFirst()
        .orElse(null);
  }

  /// One broker has several topics and queues, each with a mapping of its own.
  private static boolean sameSource(Json found, Json wanted) {
    return found.get("SelfManagedEventSource").equals(wanted.get("SelfManagedEventSource"))
        && found.get("Topics").items().equals(wanted.get("Topics").items())
        && found.get("Queues").items().equals(wanted.get("Queues").items());
  }

  private static ApiPath mappings() {
    return ApiPath.of("/2015-03-31/event-source-mappings");
  }

  Done make(Plan.Trigger trigger) {
    Map<String, Object> form = new LinkedHashMap<>();
    form.put("function", trigger.function());
    form.put("source", trigger.source());
    ApiPath own = ApiPath.of("/v1/triggers").segment(trigger.name());
    Answer found =
        session.client().ownOfAnyStatus(Request.of("GET", own, session.timeout(Session.USUAL)));
    if (found.status() == MISSING) {
      form.put("name", trigger.name());
      form.put("paused", trigger.paused());
      session.post(ApiPath.of("/v1/triggers"), form);
      return Done.CREATED;
    }
    String function = found.json().get("function").text();
    if (!unqualified(function).equals(unqualified(trigger.function()))) {
      throw new UsageException("a trigger of this name is there, for the function " + function);
    }
    form.put("source", Sources.patch(found.json().get("source"), trigger.source()));
    if (trigger.paused()) {
      form.put("paused", true);
    }
    session
        .client()
        .own(Request.json("PATCH", own, Json.write(form), session.timeout(Session.USUAL)));
    return Done.UPDATED;
  }

  private static String unqualified(String function) {
    return function.replaceFirst(":[^:]*$", "");
  }

  private Json lambda(String method, ApiPath path, Map<String, Object> members) {
    Request request =
        method.equals("GET")
            ? Request.of("GET", path, session.timeout(Session.USUAL))
            : Request.json(method, path, Json.write(members), session.timeout(Session.USUAL));
    return Json.read(session.client().lambda(request).body()).orElse(Json.NOTHING);
  }

  /// @return false if it is there already
  private boolean made(ApiPath path, Map<String, Object> members) {
    try {
      lambda("POST", path, members);
      return true;
    } catch (RefusedException e) {
      if (e.status() == CONFLICT) {
        return false;
      }
      throw e;
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
