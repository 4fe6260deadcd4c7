package dev.tripline.cli.deadletter;

import dev.tripline.cli.output.Fields;
import dev.tripline.cli.output.Json;
import dev.tripline.cli.output.Plain;
import dev.tripline.cli.output.Table;
import dev.tripline.cli.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `dlq show`.
@Command(name = "show", description = "Show one dead letter with every attempt and its payload.")
final class ShowLetter implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "ID", description = "The dead letter.")
  private String id = "";

  ShowLetter(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    return session.show(session.get(DeadLetterCommands.letter(id)), ShowLetter::lines);
  }

  private static List<String> lines(Json letter) {
    List<String> lines =
        new ArrayList<>(
            new Fields()
                .with("id", letter.get("id"))
                .with("request id", letter.get("requestId"))
                .with("function", letter.get("function"))
                .with("trigger", letter.get("triggerName").textOr(letter.get("trigger").text()))
                .with("reason", letter.get("reason"))
                .with("last error", letter.get("lastError"))
                .with("accepted", letter.get("acceptedAt"))
                .with("died", letter.get("diedAt"))
                .with("expires", letter.get("expiresAt"))
                .with("redrives", letter.get("redriveCount"))
                .with("class", letter.get("classId"))
                .with("trace", letter.get("traceId"))
                .with("unreadable", letter.get("unreadable"))
                .with("masked", letter.get("masked"))
                .lines());
    Table table = new Table("ATTEMPT", "STARTED", "MILLIS", "OUTCOME", "ERROR");
    for (Json attempt : letter.get("attempts").items()) {
      table.row(
          attempt.get("number"),
          attempt.get("startedAt"),
          attempt.get("durationMillis"),
          attempt.get("outcome"),
          attempt.get("errorType").text() + " " + attempt.get("errorMessage").text());
    }
    lines.addAll(table.lines());
    add(lines, "payload", letter);
    add(lines, "lastResponse", letter);
    return lines;
  }

  private static void add(List<String> lines, String name, Json letter) {
    String json = letter.get(name).text();
    String bytes = letter.get(name + "Base64").text();
    if (!json.isEmpty() || !bytes.isEmpty()) {
      lines.add(name + (json.isEmpty() ? " (Base64)" : ""));
      lines.add(Plain.line(json.isEmpty() ? bytes : json));
    }
  }
}
