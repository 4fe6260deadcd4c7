package dev.tripline.cli.trigger;

import dev.tripline.cli.session.Session;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `trigger pause` and `trigger resume`.
@Command
final class SwitchTrigger implements Callable<Integer> {
  private final Session session;
  private final String operation;

  @Parameters(paramLabel = "TRIGGER", description = "Name or id.")
  private String trigger = "";

  private SwitchTrigger(Session session, String operation) {
    this.session = session;
    this.operation = operation;
  }

  /// @param operation the last segment of its path, and the name of the command
  static CommandLine command(Session session, String operation, String description) {
    CommandLine line = new CommandLine(new SwitchTrigger(session, operation));
    line.getCommandSpec().name(operation).usageMessage().description(description);
    return line;
  }

  @Override
  public Integer call() {
    return session.show(
        session.post(TriggerCommands.path(trigger).then("/" + operation), Map.of()),
        TriggerCommands::lines);
  }
}
