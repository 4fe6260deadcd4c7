package dev.tripline.cli.function;

import dev.tripline.cli.http.Answer;
import dev.tripline.cli.http.ApiPath;
import dev.tripline.cli.output.Json;
import dev.tripline.cli.output.Plain;
import dev.tripline.cli.session.ExitCode;
import dev.tripline.cli.session.Session;
import dev.tripline.cli.session.Times;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `function logs`.
@Command(
    name = "logs",
    description = {
      "Print the last lines that a function has logged, the oldest first; with "
          + "--follow, go on with new ones until Ctrl-C.",
      "With --json: the dispatcher's page, newest first, or with --follow a "
          + "line of JSON for each line of the log."
    })
final class FunctionLogs implements Callable<Integer> {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private final Session session;

  @Parameters(paramLabel = "NAME", description = "The function.")
  private String name = "";

  @Option(
      names = {"-f", "--follow"},
      description = "Go on with new lines.")
  private boolean follow;

  @Option(
      names = "--lines",
      paramLabel = "N",
      description = "How many; 1000 at most. Default: 100.")
  private int lines = 100;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Only from then on: 2026-01-31T12:00:00Z, or 90s, 15m, 6h, 2d ago.")
  private @Nullable String since;

  @Option(names = "--request-id", paramLabel = "ID", description = "Only those of one invocation.")
  private @Nullable String requestId;

  @Option(names = "--trace-id", paramLabel = "ID", description = "Only those of a trace.")
  private @Nullable String traceId;

  @Option(
      names = "--follow-for",
      paramLabel = "SECONDS",
      description = "Follow, and end by itself after that time.")
  private @Nullable Integer seconds;

  FunctionLogs(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws InterruptedException {
    boolean stays = follow || seconds != null;
    Answer answer = session.get(path("newest", null).with("limit", lines));
    if (session.wantsJson() && !stays) {
      session.printJson(answer.body());
      return ExitCode.DONE;
    }
    LogWindow window = new LogWindow();
    print(window.next(answer.json().get("lines").items().reversed()));
    if (stays) {
      follow(window);
    }
    return ExitCode.DONE;
  }

  private void follow(LogWindow window) throws InterruptedException {
    long looks = seconds == null ? Long.MAX_VALUE : Math.max(1, seconds);
    for (long i = 0; i < looks; i++) {
      Thread.sleep(BETWEEN_LOOKS);
      window.begin();
      String cursor = null;
      do {
        Json page =
            session
                .get(path("oldest", window.since()).with("limit", 1000).with("cursor", cursor))
                .json();
        print(window.next(page.get("lines").items()));
        cursor = page.get("next").isMissing() ? null : page.get("next").text();
      } while (cursor != null);
    }
  }

  private ApiPath path(String order, @Nullable String from) {
    String given =
        since == null ? null : Times.at(since, session.surroundings().clock()).toString();
    return FunctionCommands.own(name)
        .then("/logs")
        .with("order", order)
        .with("since", from == null ? given : from)
        .with("requestId", requestId)
        .with("traceId", traceId);
  }

  private void print(List<Json> shown) {
    for (Json line : shown) {
      if (session.wantsJson()) {
        session.printJson(Json.write(line.raw()));
      } else {
        session.print(List.of(Plain.line(line.get("at").text() + "  " + line.get("line").text())));
      }
    }
  }
}
