package dev.tripline.cli.trigger;

import dev.tripline.cli.http.ApiPath;
import dev.tripline.cli.output.Fields;
import dev.tripline.cli.output.Json;
import dev.tripline.cli.output.Plain;
import dev.tripline.cli.session.Session;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `trigger`.
@Command(name = "trigger", description = "Make triggers, and look after them.")
public final class TriggerCommands {
  private TriggerCommands() {}

  public static CommandLine all(Session session) {
    return new CommandLine(new TriggerCommands())
        .addSubcommand(new ListTriggers(session))
        .addSubcommand(new ShowTrigger(session))
        .addSubcommand(new CreateTrigger(session))
        .addSubcommand(
            SwitchTrigger.command(
                session, "pause", "Read no more from its source; what is with the function ends."))
        .addSubcommand(SwitchTrigger.command(session, "resume", "Read from its source again."))
        .addSubcommand(new TestTrigger(session))
        .addSubcommand(new DeleteTrigger(session));
  }

  static ApiPath path(String trigger) {
    return ApiPath.of("/v1/triggers").segment(trigger);
  }

  /// State and numbers of one trigger, then its source.
  static List<String> lines(Json trigger) {
    Fields fields =
        new Fields()
            .with("name", trigger.get("name"))
            .with("id", trigger.get("id"))
            .with("function", trigger.get("function"))
            .with("state", trigger.get("state"))
            .with("warning", trigger.get("warning"))
            .with("suspended", trigger.get("suspendedBecause"))
            .with("last error", trigger.get("lastError").get("message"))
            .with("last result", trigger.get("lastResult").get("message"))
            .with("in flight", trigger.get("inFlight"))
            .with("lag", trigger.get("lag"))
            .with("residual", trigger.get("ledgerResidual"))
            .all("", trigger.get("counts"))
            .all("parked ", trigger.get("parked"))
            .all("source.", trigger.get("source"));
    List<String> lines = new ArrayList<>(fields.lines());
    lines.addAll(warnings(trigger));
    return lines;
  }

  static List<String> warnings(Json trigger) {
    return trigger.get("warnings").items().stream()
        .map(warning -> Plain.line("warning: " + warning.text()))
        .toList();
  }
}
