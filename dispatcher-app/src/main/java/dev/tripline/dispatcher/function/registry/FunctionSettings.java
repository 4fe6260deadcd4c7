package dev.tripline.dispatcher.function.registry;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything that can be set for a function and is frozen with a published version.
///
/// @param environment null if none was ever given; empty is something else in AWS's answers
/// @param layers in the order in which they are laid over each other
/// @param deadLetterTarget where the bare event goes when it is given up (the older DLQ)
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
    Logging logging) {

  /// A layer version that a function uses. Kept with its contents' key, so that the function works on
  /// when the layer version is deleted.
  ///
  /// @param sha256 of the zip, lower-case hex
  public record LayerUse(String arn, String sha256, long size) {}

  /// @param format `Text` or `JSON`
  /// @param applicationLevel only with JSON
  /// @param systemLevel only with JSON
  public record Logging(
      String format, @Nullable String applicationLevel, @Nullable String systemLevel) {
    public static final Logging TEXT = new Logging("Text", null, null);

    public boolean json() {
      return "JSON".equals(format);
    }
  }
}
