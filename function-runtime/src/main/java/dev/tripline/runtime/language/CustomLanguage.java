package dev.tripline.runtime.language;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `provided.al2` and `provided.al2023`: a `bootstrap` in the package or in a layer.
public final class CustomLanguage implements Language {
  private static final String BOOTSTRAP = "bootstrap";

  @Override
  public boolean knows(String runtime) {
    return runtime.equals("provided.al2023") || runtime.equals("provided.al2");
  }

  @Override
  public Optional<String> whyUnavailable(String runtime) {
    return Optional.empty();
  }

  @Override
  public Optional<String> substitute(String runtime) {
    return Optional.empty();
  }

  @Override
  public Launch launch(LaunchRequest request) throws UnstartableException {
    Path own = request.taskRoot().resolve(BOOTSTRAP);
    Path layers = request.layersRoot();
    if (Files.exists(own)) {
      return launch(own, request.view().taskRoot());
    }
    if (layers != null && Files.exists(layers.resolve(BOOTSTRAP))) {
      return launch(layers.resolve(BOOTSTRAP), request.view().layersRoot());
    }
    throw new UnstartableException(
        "Runtime.InvalidEntrypoint",
        "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]");
  }

  private static Launch launch(Path file, Path seenIn) throws UnstartableException {
    if (!Files.isExecutable(file)) {
      throw new UnstartableException(
          "Runtime.InvalidEntrypoint", "fork/exec /var/task/bootstrap: permission denied");
    }
    return new Launch(List.of(seenIn.resolve(BOOTSTRAP).toString()), Map.of(), List.of());
  }
}
