package dev.tripline.cli.trigger;

import dev.tripline.cli.http.Answer;
import dev.tripline.cli.http.ApiPath;
import dev.tripline.cli.http.Client.Request;
import dev.tripline.cli.output.Json;
import dev.tripline.cli.output.Table;
import dev.tripline.cli.session.ExitCode;
import dev.tripline.cli.session.Session;
import dev.tripline.cli.session.UsageException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `trigger test`.
@Command(
    name = "test",
    description = {
      "Ask the source of a trigger whether it is there and may be read, without "
          + "reading: exit code 1 if there are warnings.",
      "With --filters, try other filters on the last records that its own "
          + "filter took and dropped. Nothing is changed, and no function is called."
    })
final class TestTrigger implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "TRIGGER", description = "Name or id.")
  private String trigger = "";

  @Option(
      names = "--filters",
      paramLabel = "FILE",
      description = "A JSON array of filters; - for standard input.")
  private @Nullable String filters;

  TestTrigger(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    return filters == null ? probe() : filter(session.read(filters));
  }

  /// A change of nothing, as a dry run.
  private int probe() {
    ApiPath path = TriggerCommands.path(trigger).with("dryRun", true);
    byte[] nothing = "{}".getBytes(StandardCharsets.UTF_8);
    Answer answer =
        session.client().own(Request.json("PATCH", path, nothing, session.timeout(Session.USUAL)));
    session.show(
        answer,
        draft -> {
          List<String> lines = new ArrayList<>(TriggerCommands.warnings(draft));
          if (lines.isEmpty()) {
            lines.add("nothing is wrong");
          }
          return lines;
        });
    return answer.json().get("warnings").items().isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private int filter(byte[] form) {
    Json given = Json.read(form).orElseThrow(() -> new UsageException(filters + " is not JSON"));
    Answer answer =
        session.post(
            TriggerCommands.path(trigger).then("/filter-test"),
            Map.of("filters", Objects.requireNonNullElse(given.raw(), List.of())));
    return session.show(answer, TestTrigger::records);
  }

  private static List<String> records(Json answer) {
    Table table = new Table("AT", "NOW", "BEFORE", "UNMET");
    for (Json record : answer.get("records").items()) {
      String unmet =
          record.get("misses").items().stream()
              .flatMap(miss -> miss.get("unmet").items().stream())
              .map(clause -> clause.get("path").text() + " is not " + clause.get("wanted").text())
              .collect(Collectors.joining("; "));
      table.row(record.get("at"), taken(record, "matches"), taken(record, "was"), unmet);
    }
    List<String> lines = new ArrayList<>(table.lines());
    lines.add(
        "%s of %s records match"
            .formatted(answer.get("matched").text(), answer.get("tested").text()));
    return lines;
  }

  private static String taken(Json record, String member) {
    return record.get(member).isTrue() ? "taken" : "dropped";
  }
}
