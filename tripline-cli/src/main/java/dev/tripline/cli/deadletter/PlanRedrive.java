package dev.tripline.cli.deadletter;

import dev.tripline.cli.http.ApiPath;
import dev.tripline.cli.output.Fields;
import dev.tripline.cli.output.Json;
import dev.tripline.cli.output.Plain;
import dev.tripline.cli.output.Rounded;
import dev.tripline.cli.output.Table;
import dev.tripline.cli.session.Session;
import dev.tripline.cli.session.Times;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `dlq plan`.
@Command(
    name = "plan",
    description =
        "Tell how many letters a redrive would send, how long it takes and what it costs.")
final class PlanRedrive implements Callable<Integer> {
  private final Session session;

  @Mixin private Pace pace = new Pace();

  PlanRedrive(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    return session.show(
        session.post(ApiPath.of("/v1/redrives/plan"), pace.members(session)), PlanRedrive::lines);
  }

  private static List<String> lines(Json plan) {
    List<String> lines =
        new ArrayList<>(
            new Fields()
                .with("letters", plan.get("count"))
                .with("left as they are", plan.get("skipped"))
                .with("order keys", plan.get("keys"))
                .with("oldest", plan.get("oldest"))
                .with("target", plan.get("target"))
                .with("canary", plan.get("canary"))
                .with("rate", Rounded.number(plan.get("rate")) + "/s")
                .with("takes", takes(plan.get("seconds")))
                .lines());
    Table table = new Table("FUNCTION", "LETTERS", "MEAN MILLIS", "SHARE OF CONCURRENCY");
    for (Json function : plan.get("functions").items()) {
      table.row(
          function.get("function"),
          function.get("letters"),
          Rounded.number(function.get("meanMillis")),
          Rounded.share(function.get("concurrencyShare")));
    }
    lines.addAll(table.lines());
    plan.get("notes").items().forEach(note -> lines.add(Plain.line("note: " + note.text())));
    return lines;
  }

  /// In whole seconds; a part of one is one.
  private static String takes(Json seconds) {
    long whole =
        seconds.raw() instanceof Number number ? (long) Math.ceil(number.doubleValue()) : 0;
    return Times.words(Duration.ofSeconds(whole));
  }
}
