package dev.tripline.dispatcher.lambdaapi.code;

import dev.tripline.dispatcher.function.registry.FunctionSettings.ImageConfig;
import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import dev.tripline.dispatcher.lambdaapi.wire.Input;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The members of requests and answers that container images have, or must not have.
public final class ImageMembers {
  private static final int MOST_BYTES = 64 * 1024;

  private ImageMembers() {}

  /// @param image whether the function is one
  public static void requireFitting(Input input, boolean image) {
    boolean ofPackage =
        input.has("Runtime") || input.has("Handler") || !input.strings("Layers").isEmpty();
    if (image && ofPackage) {
      throw ApiException.invalid(
          "Please don't provide Handler or Runtime or Layer when the intended function PackageType"
              + " is Image.");
    }
    if (!image && !input.object("ImageConfig").values().isEmpty()) {
      throw ApiException.invalid(
          "Please don't provide ImageConfig when the intended function PackageType is Zip.");
    }
  }

  /// A configuration in a request replaces the one before; what is empty in it is left to the image.
  public static @Nullable ImageConfig config(Input input, @Nullable ImageConfig before) {
    if (!input.has("ImageConfig")) {
      return before;
    }
    Input given = input.object("ImageConfig");
    List<String> entryPoint = given.strings("EntryPoint");
    List<String> command = given.strings("Command");
    String directory = given.string("WorkingDirectory", "");
    requireSound(entryPoint, command, directory);
    return entryPoint.isEmpty() && command.isEmpty() && directory.isEmpty()
        ? null
        : new ImageConfig(
            entryPoint.isEmpty() ? null : entryPoint,
            command.isEmpty() ? null : command,
            directory.isEmpty() ? null : directory);
  }

  /// No program can be given a NUL, and none more than the kernel takes.
  private static void requireSound(
      List<String> entryPoint, List<String> command, String directory) {
    long length = directory.length();
    boolean nul = directory.indexOf('\0') >= 0;
    for (List<String> words : List.of(entryPoint, command)) {
      for (String word : words) {
        length += word.length();
        nul |= word.indexOf('\0') >= 0;
      }
    }
    if (nul) {
      throw ApiException.invalid("The ImageConfig contains a NUL character.");
    }
    if (length > MOST_BYTES) {
      throw ApiException.invalid("The ImageConfig has more than " + MOST_BYTES + " letters.");
    }
    if (!directory.isEmpty() && !directory.startsWith("/")) {
      throw ApiException.invalid("The WorkingDirectory of ImageConfig must be an absolute path.");
    }
  }

  public static void show(ObjectNode view, @Nullable ImageConfig config) {
    if (config == null) {
      return;
    }
    ObjectNode shown = view.putObject("ImageConfigResponse").putObject("ImageConfig");
    if (config.entryPoint() != null) {
      config.entryPoint().forEach(shown.putArray("EntryPoint")::add);
    }
    if (config.command() != null) {
      config.command().forEach(shown.putArray("Command")::add);
    }
    if (config.workingDirectory() != null) {
      shown.put("WorkingDirectory", config.workingDirectory());
    }
  }
}
