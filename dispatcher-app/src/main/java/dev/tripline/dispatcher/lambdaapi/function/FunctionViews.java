package dev.tripline.dispatcher.lambdaapi.function;

import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.function.registry.FunctionSettings;
import dev.tripline.dispatcher.function.registry.FunctionVersion;
import dev.tripline.dispatcher.function.registry.FunctionVersion.State;
import dev.tripline.dispatcher.function.registry.FunctionVersion.Status;
import dev.tripline.dispatcher.lambdaapi.code.ImageMembers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Functions as the API shows them.
public record FunctionViews(AccountSettings account, Runtimes runtimes) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSxx", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final String BEING_CREATED = "The function is being created.";

  public static String time(Instant instant) {
    return TIME.format(instant);
  }

  /// AWS writes checksums in base64.
  public static String base64(String sha256Hex) {
    return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(sha256Hex));
  }

  /// As AWS shows it: of an image, the digest as it is.
  static String codeSha256(FunctionVersion.Code code) {
    return code.image() == null ? base64(code.sha256()) : code.sha256();
  }

  /// A version with its state, as most operations show it. A runtime that this host runs on another
  /// version than it names carries a warning, in the only member that AWS's model has for such.
  ObjectNode full(String name, String arn, FunctionVersion version) {
    ObjectNode view = listed(name, arn, version);
    if (!version.settings().runsAnImage()) {
      addRuntimeVersion(view, version.settings());
    }
    addState(view, version.status());
    return view;
  }

  private void addRuntimeVersion(ObjectNode view, FunctionSettings settings) {
    ObjectNode runtimeVersion = view.putObject("RuntimeVersionConfig");
    runtimeVersion.put(
        "RuntimeVersionArn",
        "arn:aws:lambda:" + account.region() + "::runtime:" + runtimeId(settings));
    runtimes
        .warning(settings.runtime())
        .ifPresent(warning ->
            runtimeVersion
                .putObject("Error")
                .put("ErrorCode", "RuntimeVersionSubstituted")
                .put("Message", warning));
  }

  /// A version as lists show it.
  ObjectNode listed(String name, String arn, FunctionVersion version) {
    FunctionSettings settings = version.settings();
    ObjectNode view = JsonNodeFactory.instance.objectNode();
    view.put("FunctionName", name);
    view.put("FunctionArn", arn);
    if (!settings.runsAnImage()) {
      view.put("Runtime", settings.runtime()).put("Handler", settings.handler());
    }
    view.put("Role", settings.role());
    view.put("CodeSize", version.code().size());
    view.put("Description", version.description());
    view.put("Timeout", settings.timeoutSeconds());
    view.put("MemorySize", settings.memoryMb());
    view.put("LastModified", time(version.lastModified()));
    view.put("CodeSha256", codeSha256(version.code()));
    view.put("Version", version.number());
    addEnvironment(view, settings);
    String deadLetterTarget = settings.deadLetterTarget();
    if (deadLetterTarget != null) {
      view.putObject("DeadLetterConfig").put("TargetArn", deadLetterTarget);
    }
    view.putObject("TracingConfig").put("Mode", settings.traced() ? "Active" : "PassThrough");
    view.put("RevisionId", version.revisionId());
    addLayers(view, settings.layers());
    view.put("PackageType", settings.runsAnImage() ? "Image" : "Zip");
    ImageMembers.show(view, settings.imageConfig());
    settings.architectures().forEach(view.putArray("Architectures")::add);
    view.putObject("EphemeralStorage").put("Size", settings.ephemeralStorageMb());
    addSnapStart(view, version);
    addLogging(view, name, settings.logging());
    addVpc(view, settings.vpc());
    return view;
  }

  private static void addSnapStart(ObjectNode view, FunctionVersion version) {
    boolean optimized = version.hasSnapStart() && version.status().state() == State.ACTIVE;
    view.putObject("SnapStart")
        .put("ApplyOn", version.settings().startsFromCache() ? "PublishedVersions" : "None")
        .put("OptimizationStatus", optimized ? "On" : "Off");
  }

  private static void addVpc(ObjectNode view, FunctionSettings.@Nullable Vpc vpc) {
    if (vpc != null) {
      ObjectNode config = view.putObject("VpcConfig");
      vpc.subnetIds().forEach(config.putArray("SubnetIds")::add);
      vpc.securityGroupIds().forEach(config.putArray("SecurityGroupIds")::add);
      config.put("VpcId", vpc.vpcId()).put("Ipv6AllowedForDualStack", false);
    }
  }

  private static void addEnvironment(ObjectNode view, FunctionSettings settings) {
    Map<String, String> environment = settings.environment();
    if (environment != null) {
      ObjectNode variables = view.putObject("Environment").putObject("Variables");
      environment.forEach(variables::put);
    }
  }

  private static void addLayers(ObjectNode view, List<FunctionSettings.LayerUse> layers) {
    if (!layers.isEmpty()) {
      ArrayNode list = view.putArray("Layers");
      for (FunctionSettings.LayerUse layer : layers) {
        list.addObject().put("Arn", layer.arn()).put("CodeSize", layer.size());
      }
    }
  }

  private static void addLogging(ObjectNode view, String name, FunctionSettings.Logging logging) {
    ObjectNode config = view.putObject("LoggingConfig");
    config.put("LogFormat", logging.format());
    if (logging.json()) {
      config.put("ApplicationLogLevel", logging.applicationLevel());
      config.put("SystemLogLevel", logging.systemLevel());
    }
    config.put("LogGroup", logging.group() == null ? "/aws/lambda/" + name : logging.group());
  }

  private static void addState(ObjectNode view, Status status) {
    view.put("State", word(status.state()));
    switch (status.state()) {
      case PENDING -> view.put("StateReason", BEING_CREATED).put("StateReasonCode", "Creating");
      case FAILED -> view.put("StateReason", status.reason()).put("StateReasonCode", code(status));
      case ACTIVE -> {}
    }
    switch (status.update()) {
      case NONE -> {}
      case IN_PROGRESS ->
          view.put("LastUpdateStatus", "InProgress")
              .put("LastUpdateStatusReason", BEING_CREATED)
              .put("LastUpdateStatusReasonCode", "Creating");
      case SUCCESSFUL -> view.put("LastUpdateStatus", "Successful");
      case FAILED ->
          view.put("LastUpdateStatus", "Failed")
              .put("LastUpdateStatusReason", status.reason())
              .put("LastUpdateStatusReasonCode", code(status));
    }
  }

  private static String code(Status status) {
    return status.reasonCode() == null ? "InternalError" : status.reasonCode();
  }

  static String word(State state) {
    return switch (state) {
      case PENDING -> "Pending";
      case ACTIVE -> "Active";
      case FAILED -> "Failed";
    };
  }

  private static String runtimeId(FunctionSettings settings) {
    byte[] name = settings.runtime().getBytes(StandardCharsets.UTF_8);
    return UUID.nameUUIDFromBytes(name).toString().replace("-", "");
  }
}
