package dev.tripline.runtime.image;

import dev.tripline.runtime.image.content.ImageConfiguration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The process of a function that is an image.
///
/// @param root its root file system
/// @param command program and arguments; the program may be a name to be looked for in `PATH`
/// @param environment the image's own variables
/// @param workingDirectory in the image
public record ImageStart(
    Path root, List<String> command, Map<String, String> environment, String workingDirectory) {

  /// As the image says, or as the function says in its place. As with containers, another entry point
  /// takes away the image's command too.
  ///
  /// @param entryPoint null for the image's
  /// @param command null for the image's
  /// @param workingDirectory null for the image's
  public static ImageStart of(
      InstalledImage image,
      @Nullable List<String> entryPoint,
      @Nullable List<String> command,
      @Nullable String workingDirectory) {
    ImageConfiguration own = image.configuration();
    List<String> arguments =
        command != null ? command : entryPoint != null ? List.of() : own.command();
    List<String> line = new ArrayList<>(entryPoint == null ? own.entryPoint() : entryPoint);
    line.addAll(arguments);
    String directory = workingDirectory == null ? own.workingDirectory() : workingDirectory;
    return new ImageStart(
        image.root(),
        List.copyOf(line),
        own.environment(),
        directory.startsWith("/") ? directory : "/" + directory);
  }
}
