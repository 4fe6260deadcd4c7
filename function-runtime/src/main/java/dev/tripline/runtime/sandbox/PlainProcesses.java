package dev.tripline.runtime.sandbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// No sandbox: functions see the host's files under their real paths, with the rights of the dispatcher's
/// user, but gain no others and have none of root's privileges. A watcher beside each worker kills its
/// process group once the dispatcher's end of a pipe is gone.
public record PlainProcesses() implements Sandbox {
  private static final String SETUP =
      ShellVariables.LINE_END
          + """
          IFS= read -r variables <&3 || exit 1
          ( while read -r _; do :; done; kill -9 -$$ ) <&3 3<&- >/dev/null 2>&1 &
          eval "$variables"
          exec "$@" 3<&-
          """;

  private static final List<String> UNPRIVILEGED =
      Programs.find().map(Programs::dropHere).orElse(List.of());

  @Override
  public View view(Confinement confinement) {
    Path layers = confinement.layersRoot();
    return new View(
        confinement.taskRoot(),
        layers == null ? Path.of("/opt") : layers,
        confinement.runtimeRoot(),
        switch (confinement.temporary()) {
          case Temporary.Directory(Path path) -> path;
          case Temporary.InMemory _ ->
              throw new IllegalArgumentException("a plain process sees the host's directories");
        });
  }

  @Override
  public List<String> weaknesses() {
    return List.of(
        "functions see the host's files and processes with the rights of the dispatcher's user",
        "no filter of system calls",
        "limits are held by a watch alone, and /tmp is a directory of the host");
  }

  @Override
  public boolean keepsTemporaryInMemory() {
    return false;
  }

  @Override
  public Optional<String> whyNoImages() {
    return Optional.of(
        "container images run in sandboxes made by bubblewrap, and this node has none. Install"
            + " bubblewrap, and let the dispatcher's user make user namespaces");
  }

  @Override
  public Start start(
      Confinement confinement, List<String> command, Map<String, String> environment) {
    List<String> line = new ArrayList<>(UNPRIVILEGED);
    line.addAll(List.of("/bin/sh", "-c", SETUP, "plain"));
    line.addAll(command);
    return new Start(line, ShellVariables.script(environment), true, null, null);
  }

  @Override
  public String toString() {
    return "none";
  }
}
