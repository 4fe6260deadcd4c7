package dev.tripline.cli.event;

import dev.tripline.cli.http.ApiPath;
import dev.tripline.cli.output.Fields;
import dev.tripline.cli.output.Json;
import dev.tripline.cli.output.Table;
import dev.tripline.cli.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `event explain`.
@Command(
    name = "explain",
    description = "Tell what happened to an asynchronous event or a batch, and why.")
final class ExplainEvent implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "ID", description = "The request id of the event.")
  private String id = "";

  ExplainEvent(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    return session.show(
        session.get(ApiPath.of("/v1/events").segment(id).then("/explain")), ExplainEvent::lines);
  }

  private static List<String> lines(Json event) {
    List<String> lines =
        new ArrayList<>(
            new Fields()
                .with("state", event.get("state"))
                .with("why", event.get("summary"))
                .with("function", event.get("function"))
                .with("trigger", event.get("triggerName").textOr(event.get("trigger").text()))
                .with("accepted", event.get("acceptedAt"))
                .with("ended", event.get("endedAt"))
                .with("next attempt", event.get("nextAttemptAt"))
                .with("redriven from", event.get("origin").get("deadLetterId"))
                .with("redriven to", event.get("redrivenTo"))
                .lines());
    Table table = new Table("AT", "WHAT", "ATTEMPT", "MILLIS", "TEXT", "ERROR");
    for (Json step : event.get("history").items()) {
      table.row(
          step.get("at"),
          step.get("what"),
          step.get("attempt"),
          step.get("durationMillis"),
          step.get("text"),
          step.get("error"));
    }
    lines.addAll(table.lines());
    event.get("deadLetters").items().forEach(letter -> lines.add("dead letter  " + letter.text()));
    return lines;
  }
}
