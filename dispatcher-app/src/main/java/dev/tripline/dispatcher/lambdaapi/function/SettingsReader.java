package dev.tripline.dispatcher.lambdaapi.function;

import dev.tripline.dispatcher.function.LimitSettings;
import dev.tripline.dispatcher.function.registry.FunctionSettings;
import dev.tripline.dispatcher.function.registry.FunctionSettings.Logging;
import dev.tripline.dispatcher.lambdaapi.layer.LayerUses;
import dev.tripline.dispatcher.lambdaapi.request.Members;
import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import dev.tripline.dispatcher.lambdaapi.wire.Input;
import dev.tripline.dispatcher.lambdaapi.wire.Member;
import dev.tripline.dispatcher.lambdaapi.wire.Shape;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Reads a function's settings from a request, laid over those it has. What cannot act is refused.
public record SettingsReader(
    LimitSettings limits, Runtimes runtimes, DestinationRules destinations, LayerUses layers) {
  private static final FunctionSettings NEW =
      new FunctionSettings(
          "", "", "", 3, 128, 512, null, List.of("x86_64"), List.of(), null, Logging.TEXT);
  private static final List<String> NOT_OFFERED =
      List.of("ImageConfig", "CapacityProviderConfig", "DurableConfig", "TenancyConfig");

  static Shape withSettings(Member... more) {
    return Shape.of(more).and(Members.settings());
  }

  FunctionSettings create(Input input) {
    if (!input.has("Runtime") || !input.has("Handler")) {
      throw ApiException.invalid(
          "Runtime and Handler are mandatory parameters for functions created with deployment"
              + " packages.");
    }
    if ("Image".equals(input.optional("PackageType"))) {
      throw ApiException.invalid("PackageType Image is not offered yet; use Zip.");
    }
    if (!input.string("CodeSigningConfigArn", "").isEmpty()) {
      throw notOffered("CodeSigningConfigArn");
    }
    return merge(input, NEW, hostArchitectures(input));
  }

  FunctionSettings update(Input input, FunctionSettings before) {
    return merge(input, before, before.architectures());
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

  private FunctionSettings merge(Input input, FunctionSettings before, List<String> architectures) {
    refuseWhatCannotAct(input);
    if (input.has("Runtime")) {
      runtimes.require(input.string("Runtime"));
    }
    int timeout = input.integer("Timeout", before.timeoutSeconds());
    requireAtMost("timeout", timeout, limits.timeoutSeconds());
    int memory = input.integer("MemorySize", before.memoryMb());
    requireAtMost("memorySize", memory, limits.memoryMb());
    return new FunctionSettings(
        input.string("Role", before.role()),
        input.string("Runtime", before.runtime()),
        input.string("Handler", before.handler()),
        timeout,
        memory,
        input.object("EphemeralStorage").integer("Size", before.ephemeralStorageMb()),
        environment(input, before.environment()),
        architectures,
        input.has("Layers") ? layers.find(input.strings("Layers")) : before.layers(),
        deadLetterTarget(input, before.deadLetterTarget()),
        logging(input, before.logging()));
  }

  private static void refuseWhatCannotAct(Input input) {
    for (String member : NOT_OFFERED) {
      if (!input.object(member).values().isEmpty()) {
        throw notOffered(member);
      }
    }
    Input vpc = input.object("VpcConfig");
    if (!vpc.strings("SubnetIds").isEmpty() || !vpc.strings("SecurityGroupIds").isEmpty()) {
      throw notOffered("VpcConfig");
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
    if ("PublishedVersions".equals(input.object("SnapStart").optional("ApplyOn"))) {
      throw notOffered("SnapStart");
    }
    if ("Active".equals(input.object("TracingConfig").optional("Mode"))) {
      throw notOffered("Active tracing");
    }
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
    if (config.has("LogGroup")
        && !config.string("LogGroup").equals("/aws/lambda/" + nameOf(input))) {
      throw notOffered("A log group of another name");
    }
    String format = config.string("LogFormat", before.format());
    if (format.equals("Text")) {
      if (config.has("ApplicationLogLevel") || config.has("SystemLogLevel")) {
        throw ApiException.invalid("Log levels need the log format JSON.");
      }
      return Logging.TEXT;
    }
    if (!config.string("SystemLogLevel", "INFO").equals("INFO")) {
      throw notOffered("A system log level other than INFO");
    }
    String application = before.applicationLevel() == null ? "INFO" : before.applicationLevel();
    return new Logging(format, config.string("ApplicationLogLevel", application), "INFO");
  }

  private static String nameOf(Input input) {
    String name = input.string("FunctionName");
    return name.substring(name.lastIndexOf(':') + 1);
  }
}
