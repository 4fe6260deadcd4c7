package dev.tripline.dispatcher.lambdaapi.function;

import dev.tripline.dispatcher.access.execution.FunctionSessions;
import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.access.rule.Resource;
import dev.tripline.dispatcher.function.LimitSettings;
import dev.tripline.dispatcher.function.network.VpcChoice;
import dev.tripline.dispatcher.function.registry.FunctionSettings;
import dev.tripline.dispatcher.function.registry.FunctionSettings.Logging;
import dev.tripline.dispatcher.lambdaapi.code.ImageMembers;
import dev.tripline.dispatcher.lambdaapi.layer.LayerUses;
import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import dev.tripline.dispatcher.lambdaapi.wire.Call;
import dev.tripline.dispatcher.lambdaapi.wire.ErrorType;
import dev.tripline.dispatcher.lambdaapi.wire.Input;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Reads a function's settings from a request, laid over those it has. What cannot act is refused.
public record SettingsReader(
    LimitSettings limits,
    Runtimes runtimes,
    DestinationRules destinations,
    LayerUses layers,
    Given given) {
  /// The things that a function is given by one who must be allowed them.
  ///
  /// @param policies whether a caller may have what policies of functions give to these principals
  public record Given(
      VpcChoice networks, FunctionSessions roles, BiPredicate<Caller, List<String>> policies) {}

  private static final FunctionSettings NEW =
      new FunctionSettings(
          "",
          "",
          "",
          3,
          128,
          512,
          null,
          List.of("x86_64"),
          List.of(),
          null,
          Logging.TEXT,
          null,
          null,
          null,
          null);
  private static final List<String> NOT_OFFERED =
      List.of("CapacityProviderConfig", "DurableConfig", "TenancyConfig");

  FunctionSettings create(Input input) {
    boolean image = "Image".equals(input.optional("PackageType"));
    if (!image && (!input.has("Runtime") || !input.has("Handler"))) {
      throw ApiException.invalid(
          "Runtime and Handler are mandatory parameters for functions created with deployment"
              + " packages.");
    }
    return merge(input, NEW, image, hostArchitectures(input));
  }

  FunctionSettings update(Input input, FunctionSettings before) {
    return merge(input, before, before.runsAnImage(), before.architectures());
  }

  /// The only architecture that runs here is the host's own.
  static List<String> hostArchitectures(Input input) {
    String host = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x86_64";
    List<String> asked = input.strings("Architectures");
    if (!asked.isEmpty() && !asked.equals(List.of(host))) {
      throw ApiException.invalid(
          "Architecture "
              + asked.getFirst()
              + " does not run on this host, which is "
              + host
              + ".");
    }
    return List.of(host);
  }

  private FunctionSettings merge(
      Input input, FunctionSettings before, boolean image, List<String> architectures) {
    refuseWhatCannotAct(input);
    ImageMembers.requireFitting(input, image);
    if (input.has("Runtime")) {
      runtimes.require(input.string("Runtime"));
    }
    int timeout = input.integer("Timeout", before.timeoutSeconds());
    requireAtMost("timeout", timeout, limits.timeoutSeconds());
    int memory = input.integer("MemorySize", before.memoryMb());
    requireAtMost("memorySize", memory, limits.memoryMb());
    int storage = input.object("EphemeralStorage").integer("Size", before.ephemeralStorageMb());
    requireAtMost("ephemeralStorage.size", storage, limits.ephemeralStorageMb());
    String runtime = input.string("Runtime", before.runtime());
    return new FunctionSettings(
        role(input, before.role()),
        runtime,
        handler(input, before.handler()),
        timeout,
        memory,
        storage,
        environment(input, before.environment()),
        architectures,
        input.has("Layers") ? layers.find(input.strings("Layers")) : before.layers(),
        deadLetterTarget(input, before.deadLetterTarget()),
        logging(input, before.logging()),
        input.object("TracingConfig").string("Mode", traceMode(before)),
        vpc(input, before.vpc()),
        ImageMembers.config(input, before.imageConfig()),
        snapStart(input, before.snapStart(), runtime));
  }

  private String role(Input input, String before) {
    String role = input.string("Role", before);
    Caller caller = input.call().caller();
    if (!role.equals(before) && caller != null && !given.roles().mayPass(caller, role)) {
      throw denied(caller, "iam:PassRole", role, "the role has rights here that the user has not");
    }
    if (!role.equals(before)
        && caller != null
        && !given.policies().test(caller, given.roles().names(role, nameOf(input)))) {
      throw denied(
          caller,
          "iam:PassRole",
          role,
          "the policies of functions out of the user's reach name the role");
    }
    return role;
  }

  private static ApiException denied(Caller caller, String action, String resource, String why) {
    return new ApiException(
        ErrorType.ACCESS_DENIED,
        "User: %s is not authorized to perform: %s on resource: %s because %s"
            .formatted(caller.arn(), action, resource, why));
  }

  private static String handler(Input input, String before) {
    String handler = input.string("Handler", before);
    refuseNul("handler", handler);
    return handler;
  }

  /// No program can be given one: neither arguments nor variables have it.
  private static void refuseNul(String what, String value) {
    if (value.indexOf('\0') >= 0) {
      throw ApiException.invalid("The " + what + " contains a NUL character.");
    }
  }

  private static void refuseWhatCannotAct(Input input) {
    for (String member : NOT_OFFERED) {
      if (!input.object(member).values().isEmpty()) {
        throw notOffered(member);
      }
    }
    if (!input.values().path("FileSystemConfigs").isEmpty()) {
      throw notOffered("FileSystemConfigs");
    }
    if (!input.string("KMSKeyArn", "").isEmpty()) {
      throw notOffered("KMSKeyArn");
    }
    if (input.has("PublishTo")) {
      throw notOffered("PublishTo");
    }
  }

  /// On a JVM only is there something that makes a start fast.
  private static @Nullable String snapStart(Input input, @Nullable String before, String runtime) {
    String wanted = input.object("SnapStart").optional("ApplyOn");
    String applyOn = wanted == null ? before : wanted;
    if ("PublishedVersions".equals(applyOn) && !runtime.startsWith("java")) {
      throw ApiException.invalid(
          runtime.isEmpty()
              ? "SnapStart is not offered for container images: only for Java packages."
              : runtime + " is not supported for SnapStart enabled functions: only Java is.");
    }
    return applyOn;
  }

  private FunctionSettings.@Nullable Vpc vpc(Input input, FunctionSettings.@Nullable Vpc before) {
    if (!input.has("VpcConfig")) {
      return before;
    }
    Input config = input.object("VpcConfig");
    if (config.flag("Ipv6AllowedForDualStack")) {
      throw ApiException.invalid(
          "Ipv6AllowedForDualStack is not offered: networks of functions have IPv4 only.");
    }
    return switch (given
        .networks()
        .of(config.strings("SubnetIds"), config.strings("SecurityGroupIds"))) {
      case VpcChoice.Outcome.None() -> null;
      case VpcChoice.Outcome.Chosen(FunctionSettings.Vpc vpc) -> allowed(vpc, input.call());
      case VpcChoice.Outcome.Refused(String reason) -> throw ApiException.invalid(reason);
    };
  }

  private static FunctionSettings.Vpc allowed(FunctionSettings.Vpc vpc, Call call) {
    Caller caller = call.caller();
    Resource network = new Resource("network", vpc.network());
    if (caller != null && !caller.mayTouch(network)) {
      throw denied(
          caller, "ec2:DescribeSubnets", network.toString(), "the user's access is limited");
    }
    return vpc;
  }

  private static ApiException notOffered(String what) {
    return ApiException.invalid(what + " is not offered yet.");
  }

  private static void requireAtMost(String member, int value, int max) {
    if (value > max) {
      throw ApiException.invalid(
          "1 validation error detected: Value '"
              + value
              + "' at '"
              + member
              + "' failed to satisfy constraint: Member must have value less than or equal to "
              + max);
    }
  }

  private @Nullable Map<String, String> environment(
      Input input, @Nullable Map<String, String> before) {
    if (!input.has("Environment")) {
      return before;
    }
    Map<String, String> variables = input.object("Environment").map("Variables");
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    List<String> reserved = new ArrayList<>();
    variables.forEach((name, value) -> {
      json.put(name, value);
      if (ReservedVariables.NAMES.contains(name)) {
        reserved.add(name);
      }
      refuseNul("environment variable " + name, value);
      if (bytes(value) > limits.environmentVariable().toBytes()) {
        throw tooLarge(limits.environmentVariable().toKilobytes(), json.toString());
      }
    });
    if (!reserved.isEmpty()) {
      throw ApiException.invalid(
          "Lambda was unable to configure your environment variables because the environment"
              + " variables you have provided contains reserved keys that are currently not"
              + " supported for modification. Reserved keys used in this request: "
              + String.join(", ", reserved));
    }
    String measured = json.toString();
    if (bytes(measured) > limits.environment().toBytes()) {
      throw tooLarge(limits.environment().toKilobytes(), measured);
    }
    return variables;
  }

  private static ApiException tooLarge(long kilobytes, String measured) {
    return ApiException.invalid(
        "Lambda was unable to configure your environment variables because the environment"
            + " variables you have provided exceeded the "
            + kilobytes
            + "KB limit. String measured: "
            + measured);
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private @Nullable String deadLetterTarget(Input input, @Nullable String before) {
    Input config = input.object("DeadLetterConfig");
    if (!config.has("TargetArn")) {
      return before;
    }
    String target = config.string("TargetArn");
    if (target.isEmpty()) {
      return null;
    }
    destinations.requireDeadLetterTarget(target);
    return target;
  }

  private static Logging logging(Input input, Logging before) {
    if (!input.has("LoggingConfig")) {
      return before;
    }
    Input config = input.object("LoggingConfig");
    String group = before.group();
    if (config.has("LogGroup")) {
      String named = config.string("LogGroup");
      group = named.equals("/aws/lambda/" + nameOf(input)) ? null : named;
    }
    String format = config.string("LogFormat", before.format());
    if (format.equals("Text")) {
      if (config.has("ApplicationLogLevel") || config.has("SystemLogLevel")) {
        throw ApiException.invalid("Log levels need the log format JSON.");
      }
      return new Logging(format, null, null, group);
    }
    return new Logging(
        format,
        config.string("ApplicationLogLevel", orInfo(before.applicationLevel())),
        config.string("SystemLogLevel", orInfo(before.systemLevel())),
        group);
  }

  private static String orInfo(@Nullable String level) {
    return level == null ? "INFO" : level;
  }

  private static String traceMode(FunctionSettings settings) {
    return settings.traced() ? "Active" : "PassThrough";
  }

  private static String nameOf(Input input) {
    String name = input.string("FunctionName");
    return name.substring(name.lastIndexOf(':') + 1);
  }
}
