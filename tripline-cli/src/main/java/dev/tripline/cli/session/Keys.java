package dev.tripline.cli.session;

import dev.tripline.sdk.client.RequestSigner.AccessKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Address and keys, out of variables with the names that a dispatcher's first key file has.
public final class Keys {
  static final String DEFAULT_ENDPOINT = "http://127.0.0.1:9000";

  private static final long MOST_BYTES = 64 << 10;
  private static final Pattern LINE = Pattern.compile("(?:export +)?([A-Za-z_][A-Za-z0-9_]*)=(.*)");

  private final Map<String, String> variables;

  private Keys(Map<String, String> variables) {
    this.variables = variables;
  }

  /// @param file whose lines take the place of variables of the environment; null for none
  /// @throws UsageException if the file cannot be read or has no key in it
  static Keys of(Map<String, String> environment, @Nullable Path file) {
    if (file == null) {
      return new Keys(environment);
    }
    // A key of the environment must not be mixed with a secret of the file.
    Map<String, String> variables = new HashMap<>(environment);
    variables.keySet().removeIf(name -> name.startsWith("AWS_") || name.endsWith("_TOKEN"));
    Map<String, String> lines = lines(file);
    if (!lines.containsKey("ADMIN_TOKEN")
        && !lines.containsKey("TRIPLINE_TOKEN")
        && !lines.containsKey("AWS_ACCESS_KEY_ID")) {
      throw new UsageException(
          file + " has neither AWS_ACCESS_KEY_ID nor ADMIN_TOKEN or TRIPLINE_TOKEN");
    }
    variables.putAll(lines);
    return new Keys(variables);
  }

  private static Map<String, String> lines(Path file) {
    if (Files.isDirectory(file)) {
      throw new UsageException(file + " is a directory");
    }
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new UsageException(file + " is too large for a file of keys");
      }
      Map<String, String> found = new HashMap<>();
      for (String line : Files.readAllLines(file)) {
        Matcher matcher = LINE.matcher(line.strip());
        if (matcher.matches()) {
          found.put(matcher.group(1), unquoted(matcher.group(2)));
        }
      }
      return found;
    } catch (NoSuchFileException _) {
      throw new UsageException("there is no file " + file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String unquoted(String value) {
    boolean quoted = value.length() > 1 && value.matches("(?s)\"[^\"]*\"|'[^']*'");
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  /// @param option that was given; null for none
  URI endpoint(@Nullable String option) {
    String text = option;
    for (String name : new String[] {"TRIPLINE_ENDPOINT", "AWS_ENDPOINT_URL_LAMBDA"}) {
      text = text == null ? variable(name) : text;
    }
    String given = text == null ? DEFAULT_ENDPOINT : text;
    try {
      URI uri = URI.create(given);
      String scheme = uri.getScheme();
      if (uri.getHost() != null
          && uri.getRawUserInfo() == null
          && uri.getRawQuery() == null
          && ("http".equals(scheme) || "https".equals(scheme))) {
        return uri;
      }
    } catch (IllegalArgumentException _) {
      // Told below.
    }
    throw new UsageException("the endpoint must be an http or https address: " + given);
  }

  @Nullable String token() {
    String own = variable("TRIPLINE_TOKEN");
    return own == null ? variable("ADMIN_TOKEN") : own;
  }

  @Nullable AccessKey accessKey() {
    String id = variable("AWS_ACCESS_KEY_ID");
    String secret = variable("AWS_SECRET_ACCESS_KEY");
    if (id == null) {
      return null;
    }
    if (secret == null) {
      throw new UsageException("AWS_ACCESS_KEY_ID is set without AWS_SECRET_ACCESS_KEY");
    }
    return new AccessKey(id, secret, variable("AWS_SESSION_TOKEN"));
  }

  String region() {
    String region = variable("AWS_REGION");
    String other = region == null ? variable("AWS_DEFAULT_REGION") : region;
    return other == null ? "us-east-1" : other;
  }

  private @Nullable String variable(String name) {
    String value = variables.getOrDefault(name, "").strip();
    if (value.chars().anyMatch(c -> c < ' ' || c > '~')) {
      throw new UsageException(name + " has characters that no key or address has");
    }
    return value.isEmpty() ? null : value;
  }
}
