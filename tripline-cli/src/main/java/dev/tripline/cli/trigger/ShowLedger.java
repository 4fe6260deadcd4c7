package dev.tripline.cli.trigger;

import dev.tripline.cli.http.Answer;
import dev.tripline.cli.http.ApiPath;
import dev.tripline.cli.output.Fields;
import dev.tripline.cli.output.Json;
import dev.tripline.cli.output.Table;
import dev.tripline.cli.session.ExitCode;
import dev.tripline.cli.session.Session;
import dev.tripline.cli.session.Times;
import dev.tripline.cli.session.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `ledger`.
@Command(
    name = "ledger",
    description = {
      "Show what became of everything that a trigger received, minute by "
          + "minute; without a trigger, the balance of each.",
      "Exit code 1 if anything is unaccounted for."
    })
public final class ShowLedger implements Callable<Integer> {
  private final Session session;

  @Parameters(arity = "0..1", paramLabel = "TRIGGER", description = "Name or id.")
  private @Nullable String trigger;

  @Option(names = "--from", paramLabel = "TIME", description = "2026-01-31T12:00:00Z, or 6h ago.")
  private @Nullable String from;

  @Option(names = "--to", paramLabel = "TIME", description = "As --from.")
  private @Nullable String to;

  public ShowLedger(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (trigger == null) {
      if (from != null || to != null) {
        throw new UsageException("--from and --to go with a trigger");
      }
      return balances(session.get(ApiPath.of("/v1/triggers")));
    }
    ApiPath path =
        TriggerCommands.path(trigger).then("/ledger").with("from", time(from)).with("to", time(to));
    Answer answer = session.get(path);
    session.show(answer, ShowLedger::lines);
    return code(answer.json().get("residual").number() != 0);
  }

  private @Nullable String time(@Nullable String typed) {
    return typed == null ? null : Times.at(typed, session.surroundings().clock()).toString();
  }

  private int balances(Answer answer) {
    session.show(
        answer,
        all -> {
          Table table = new Table("TRIGGER", "STATE", "IN FLIGHT", "RESIDUAL");
          for (Json one : all.get("triggers").items()) {
            table.row(
                one.get("name"), one.get("state"), one.get("inFlight"), one.get("ledgerResidual"));
          }
          return table.lines();
        });
    return code(
        answer.json().get("triggers").items().stream()
            .anyMatch(one -> one.get("ledgerResidual").number() != 0));
  }

  private static int code(boolean residual) {
    return residual ? ExitCode.FAILED : ExitCode.DONE;
  }

  private static List<String> lines(Json ledger) {
    Table table =
        new Table("MINUTE", "RECEIVED", "DELIVERED", "FILTERED", "DEAD", "EXPIRED", "IN FLIGHT");
    for (Json minute : ledger.get("minutes").items()) {
      table.row(
          minute.get("minute"),
          minute.get("received"),
          minute.get("delivered"),
          minute.get("filtered"),
          minute.get("dead"),
          minute.get("expired"),
          minute.get("inFlight"));
    }
    List<String> lines = new ArrayList<>(table.lines());
    lines.addAll(
        new Fields()
            .with("from", ledger.get("from"))
            .with("to", ledger.get("to"))
            .all("", ledger.get("totals"))
            .with("in flight before", ledger.get("inFlightBefore"))
            .with("in flight", ledger.get("inFlight"))
            .with("residual", ledger.get("residual"))
            .with("inexact", ledger.get("inexact").isTrue() ? "yes: a node was found dead" : "")
            .lines());
    return lines;
  }
}
