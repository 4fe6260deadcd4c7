package dev.tripline.dispatcher.function.registry;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Everything that can be set for a function and is frozen with a published version.
///
/// @param runtime empty with a container image, and so is the handler
/// @param environment null if none was ever given; empty is something else in AWS's answers
/// @param layers in the order in which they are laid over each other
/// @param deadLetterTarget where the bare event goes when it is given up (the older DLQ)
/// @param tracing `Active` or `PassThrough`; null as the latter
/// @param vpc the network that its workers are in; null for the host's
/// @param imageConfig what replaces words of a container image; null for nothing
/// @param snapStart `PublishedVersions` or `None`; null as the latter
public record FunctionSettings(
    String role,
    String runtime,
    String handler,
    int timeoutSeconds,
    int memoryMb,
    int ephemeralStorageMb,
    @Nullable Map<String, String> environment,
    List<String> architectures,
    List<LayerUse> layers,
    @Nullable String deadLetterTarget,
    Logging logging,
    @Nullable String tracing,
    @Nullable Vpc vpc,
    @Nullable ImageConfig imageConfig,
    @Nullable String snapStart) {

  public boolean traced() {
    return "Active".equals(tracing);
  }

  /// Whether published versions start from a cache that is made of a start of theirs.
  public boolean startsFromCache() {
    return "PublishedVersions".equals(snapStart);
  }

  /// What replaces words of a container image.
  ///
  /// @param entryPoint null for the image's
  /// @param command null for the image's
  /// @param workingDirectory null for the image's
  public record ImageConfig(
      @Nullable List<String> entryPoint,
      @Nullable List<String> command,
      @Nullable String workingDirectory) {}

  /// Whether the code is a container image.
  public boolean runsAnImage() {
    return runtime.isEmpty();
  }

  /// The runtime, or a word for a container image.
  public String runtimeShown() {
    return runsAnImage() ? "image" : runtime;
  }

  /// A place in one of the configured networks.
  ///
  /// @param network its name
  /// @param vpcId its id
  public record Vpc(
      String network, String vpcId, List<String> subnetIds, List<String> securityGroupIds) {

    /// All ids that it names.
    public List<String> ids() {
      return Stream.concat(subnetIds.stream(), securityGroupIds.stream()).toList();
    }
  }

  /// A layer version that a function uses. Kept with its contents' key, so that the function works on
  /// when the layer version is deleted.
  ///
  /// @param sha256 of the zip, lower-case hex
  public record LayerUse(String arn, String sha256, long size) {}

  /// @param format `Text` or `JSON`
  /// @param applicationLevel only with JSON
  /// @param systemLevel only with JSON
  /// @param group null for the one that is named after the function
  public record Logging(
      String format,
      @Nullable String applicationLevel,
      @Nullable String systemLevel,
      @Nullable String group) {
    public static final Logging TEXT = new Logging("Text", null, null, null);

    public boolean json() {
      return "JSON".equals(format);
    }
  }
}
