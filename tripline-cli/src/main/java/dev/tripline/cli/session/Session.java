package dev.tripline.cli.session;

import dev.tripline.cli.http.Answer;
import dev.tripline.cli.http.ApiPath;
import dev.tripline.cli.http.Client;
import dev.tripline.cli.http.Client.Request;
import dev.tripline.cli.output.Json;
import dev.tripline.cli.output.Plain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One call of the command: sends requests and prints answers. Not safe for many threads.
public final class Session implements AutoCloseable {
  /// Until an answer is there, unless the caller says otherwise.
  public static final Duration USUAL = Duration.ofSeconds(60);

  private static final int MOST_BYTES = 16 << 20;

  private final Options options;
  private final Surroundings surroundings;
  private @Nullable Keys keys;
  private @Nullable Client client;

  public Session(Options options, Surroundings surroundings) {
    this.options = options;
    this.surroundings = surroundings;
  }

  /// The client for the dispatcher that options and environment name.
  ///
  /// @throws UsageException if they name none
  public Client client() {
    Client open = client;
    if (open == null) {
      Keys own = keys();
      open =
          new Client(
              own.endpoint(options.endpoint),
              own.token(),
              own.accessKey(),
              own.region(),
              surroundings.clock());
      client = open;
    }
    return open;
  }

  /// The region that requests are signed for.
  public String region() {
    return keys().region();
  }

  private Keys keys() {
    Keys read = keys;
    if (read == null) {
      read = Keys.of(surroundings.environment(), options.keys);
      keys = read;
    }
    return read;
  }

  public Answer get(ApiPath path) {
    return client().own(Request.of("GET", path, timeout(USUAL)));
  }

  public Answer post(ApiPath path, Object body) {
    return client().own(Request.json("POST", path, Json.write(body), timeout(USUAL)));
  }

  public Answer delete(ApiPath path) {
    return client().own(Request.of("DELETE", path, timeout(USUAL)));
  }

  public Duration timeout(Duration usual) {
    return options.timeout(usual);
  }

  public boolean wantsJson() {
    return options.json;
  }

  public Surroundings surroundings() {
    return surroundings;
  }

  /// Prints an answer: as it came if JSON is wanted, as lines otherwise.
  public int show(Answer answer, Function<Json, List<String>> lines) {
    if (options.json) {
      printJson(answer.body());
    } else {
      print(lines.apply(answer.json()));
    }
    return ExitCode.DONE;
  }

  /// Of something that is gone or done and has no answer: an empty object if JSON is wanted.
  public int done(String words) {
    if (options.json) {
      printJson("{}".getBytes(StandardCharsets.UTF_8));
    } else {
      print(List.of(Plain.line(words)));
    }
    return ExitCode.DONE;
  }

  /// Prints JSON and a line end.
  public void printJson(byte[] json) {
    surroundings.out().writeBytes(json);
    surroundings.out().println();
    flush();
  }

  /// Prints lines that are safe for a terminal.
  public void print(List<String> lines) {
    lines.forEach(surroundings.out()::println);
    flush();
  }

  /// @throws UncheckedIOException if nobody reads any more, so that what follows something ends
  private void flush() {
    if (surroundings.out().checkError()) {
      throw new UncheckedIOException("standard output", new IOException("is closed"));
    }
  }

  /// Tells something that is no part of the answer.
  public void tell(String words) {
    surroundings.err().println(Plain.line(words));
    surroundings.err().flush();
  }

  /// Reads a file, or standard input for `-`; at most 16 MB.
  ///
  /// @throws UsageException if there is no such file, or it is larger
  public byte[] read(String file) {
    try {
      byte[] bytes;
      if (file.equals("-")) {
        bytes = surroundings.in().readNBytes(MOST_BYTES + 1);
      } else {
        Path path = Path.of(file);
        if (Files.isDirectory(path)) {
          throw new UsageException(file + " is a directory");
        }
        try (var in = Files.newInputStream(path)) {
          bytes = in.readNBytes(MOST_BYTES + 1);
        }
      }
      if (bytes.length > MOST_BYTES) {
        throw new UsageException(file + " has more than 16 MB");
      }
      return bytes;
    } catch (NoSuchFileException _) {
      throw new UsageException("there is no file " + file);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }

  @Override
  public void close() {
    if (client != null) {
      client.close();
    }
  }
}
