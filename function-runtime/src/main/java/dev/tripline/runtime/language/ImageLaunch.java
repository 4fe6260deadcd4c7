package dev.tripline.runtime.language;

import dev.tripline.runtime.image.ImageStart;
import dev.tripline.runtime.image.layer.InRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Container images: the process that the image and the function's `ImageConfig` name. Its program is found
/// here, in the image's files, since what starts it in the sandbox looks for none.
public final class ImageLaunch {
  /// As containers have it, for an image that says nothing.
  public static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private static final String NO_ENTRY_POINT = "Runtime.InvalidEntrypoint";

  private ImageLaunch() {}

  /// @param environment the function's own variables, which go before the image's
  public static Launch of(ImageStart image, Map<String, String> environment)
      throws UnstartableException {
    try {
      requireDirectory(image);
      if (image.command().isEmpty()) {
        throw new UnstartableException(
            NO_ENTRY_POINT, "Error: the image has neither an entry point nor a command");
      }
      List<String> command = new ArrayList<>(image.command());
      String path =
          environment.getOrDefault("PATH", image.environment().getOrDefault("PATH", PATH));
      command.set(0, program(image, path));
      return new Launch(command, Map.of(), List.of());
    } catch (IOException e) {
      throw new UnstartableException(
          NO_ENTRY_POINT, "Error: files of the image cannot be read: " + e.getMessage());
    }
  }

  private static void requireDirectory(ImageStart image) throws IOException, UnstartableException {
    String directory = image.workingDirectory();
    boolean mounted = Path.of("/").resolve(directory).normalize().startsWith("/tmp");
    if (!mounted && InRoot.resolve(image.root(), directory).filter(Files::isDirectory).isEmpty()) {
      throw new UnstartableException(
          "Runtime.InvalidWorkingDir", "Error: chdir " + directory + ": no such file or directory");
    }
  }

  private static String program(ImageStart image, String path)
      throws IOException, UnstartableException {
    String name = image.command().getFirst();
    if (name.contains("/")) {
      String absolute = absolute(image, name);
      Optional<Path> file = file(image, absolute);
      if (file.isEmpty()) {
        throw new UnstartableException(
            NO_ENTRY_POINT, "Error: fork/exec " + name + ": no such file or directory");
      }
      if (!Files.isExecutable(file.get())) {
        throw new UnstartableException(
            NO_ENTRY_POINT, "Error: fork/exec " + name + ": permission denied");
      }
      return absolute;
    }
    for (String directory : path.split(":", -1)) {
      String candidate = absolute(image, directory + "/" + name);
      if (file(image, candidate).filter(Files::isExecutable).isPresent()) {
        return candidate;
      }
    }
    throw new UnstartableException(
        NO_ENTRY_POINT, "Error: exec: \"" + name + "\": executable file not found in $PATH");
  }

  private static String absolute(ImageStart image, String path) {
    return path.startsWith("/") ? path : image.workingDirectory() + "/" + path;
  }

  private static Optional<Path> file(ImageStart image, String path) throws IOException {
    return InRoot.resolve(image.root(), path).filter(Files::isRegularFile);
  }
}
