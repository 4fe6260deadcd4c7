package dev.tripline.dispatcher.access.openid;

import dev.tripline.testkit.process.AppProcess;
import dev.tripline.testkit.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// [ProviderApplication] as a process of its own.
final class ProviderProcess implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(2);

  private final ServerProcess process;

  private ProviderProcess(ServerProcess process) {
    this.process = process;
  }

  /// Blocks until it answers.
  ///
  /// @param port its own; its issuer is `http://127.0.0.1:PORT`
  /// @param redirect the address to which it sends browsers back
  static ProviderProcess start(Path directory, int port, String redirect) throws IOException {
    Path arguments = directory.resolve("java-arguments");
    Files.writeString(
        arguments, "-cp \"" + System.getProperty("java.class.path").replace("\\", "\\\\") + "\"\n");
    ServerProcess process =
        ServerProcess.launch(
            "the OpenID provider",
            directory,
            List.of(
                AppProcess.javaExecutable(),
                "@" + arguments,
                ProviderApplication.class.getName(),
                Integer.toString(port),
                redirect),
            Map.of());
    process.awaitPort(port, START);
    return new ProviderProcess(process);
  }

  /// The one who sits before the browser from now on.
  void user(String name, String... roles) {
    String line = name + " " + String.join(",", roles);
    process.tell(line);
    process.await(() -> process.output().endsWith("user " + line + "\n"), "did not hear", START);
  }

  String output() {
    return process.output();
  }

  @Override
  public void close() {
    process.kill();
  }
}
