package dev.tripline.runtime.sandbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// No sandbox: functions see the host's files under their real paths, with the dispatcher's rights. A
/// watcher beside each worker kills its process group once the dispatcher's end of a pipe is gone.
public record PlainProcesses() implements Sandbox {
  private static final String SETUP =
      ShellVariables.LINE_END
          + """
          IFS= read -r variables <&3 || exit 1
          ( while read -r _; do :; done; kill -9 -$$ ) <&3 3<&- >/dev/null 2>&1 &
          eval "$variables"
          exec "$@" 3<&-
          """;

  @Override
  public View view(Confinement confinement) {
    Path layers = confinement.layersRoot();
    return new View(
        confinement.taskRoot(),
        layers == null ? Path.of("/opt") : layers,
        confinement.runtimeRoot(),
        confinement.temporary());
  }

  @Override
  public Start start(
      Confinement confinement, List<String> command, Map<String, String> environment) {
    List<String> line = new ArrayList<>(List.of("/bin/sh", "-c", SETUP, "plain"));
    line.addAll(command);
    return new Start(line, ShellVariables.script(environment), true, null);
  }
}
