package dev.tripline.cli.deadletter;

import dev.tripline.cli.session.Session;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `dlq pause`, `resume`, `continue` and `cancel`.
@Command
final class SteerRedrive implements Callable<Integer> {
  private final Session session;
  private final String operation;

  @Parameters(paramLabel = "ID", description = "The redrive.")
  private String id = "";

  @Mixin private Reason reason = new Reason();

  private SteerRedrive(Session session, String operation) {
    this.session = session;
    this.operation = operation;
  }

  /// @param operation the last segment of its path, and the name of the command
  static CommandLine command(Session session, String operation, String description) {
    CommandLine line = new CommandLine(new SteerRedrive(session, operation));
    line.getCommandSpec().name(operation).usageMessage().description(description);
    return line;
  }

  @Override
  public Integer call() {
    return session.show(
        session.post(
            DeadLetterCommands.redrive(id).then("/" + operation), Map.of("reason", reason.text())),
        RedriveWatch::lines);
  }
}
