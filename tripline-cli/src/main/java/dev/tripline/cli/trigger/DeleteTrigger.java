package dev.tripline.cli.trigger;

import dev.tripline.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `trigger delete`.
@Command(
    name = "delete",
    description = "Stop a trigger and forget it; messages stay in their queue.")
final class DeleteTrigger implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "TRIGGER", description = "Name or id.")
  private String trigger = "";

  DeleteTrigger(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    session.delete(TriggerCommands.path(trigger));
    return session.done(trigger + " is deleted");
  }
}
