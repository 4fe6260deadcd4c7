package dev.tripline.cli.session;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// Options of every command.
public final class Options {
  @Option(
      names = "--endpoint",
      paramLabel = "URL",
      scope = ScopeType.INHERIT,
      description =
          "Address of the dispatcher; otherwise TRIPLINE_ENDPOINT, "
              + "AWS_ENDPOINT_URL_LAMBDA, or http://127.0.0.1:9000.")
  @Nullable String endpoint;

  @Option(
      names = "--keys",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description =
          "Keys as the first start of a dispatcher writes them "
              + "(data/keys/first-access-key.env); otherwise the same variables of "
              + "the environment: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, and "
              + "TRIPLINE_TOKEN or ADMIN_TOKEN.")
  @Nullable Path keys;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "The answer as JSON instead of text.")
  boolean json;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      scope = ScopeType.INHERIT,
      description =
          "How long an answer may take; 60, for invoke 930 and for uploads 600, "
              + "if it is not given.")
  @Nullable Integer timeout;

  /// @param usual if none was given
  Duration timeout(Duration usual) {
    if (timeout == null) {
      return usual;
    }
    if (timeout < 1 || timeout > 86_400) {
      throw new UsageException("--timeout must be from 1 to 86400 seconds: " + timeout);
    }
    return Duration.ofSeconds(timeout);
  }
}
