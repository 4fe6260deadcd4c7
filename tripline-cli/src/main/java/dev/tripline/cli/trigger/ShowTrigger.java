package dev.tripline.cli.trigger;

import dev.tripline.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `trigger show`.
@Command(name = "show", description = "Show one trigger: its state, counts and source.")
final class ShowTrigger implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "TRIGGER", description = "Name or id.")
  private String trigger = "";

  ShowTrigger(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    return session.show(session.get(TriggerCommands.path(trigger)), TriggerCommands::lines);
  }
}
