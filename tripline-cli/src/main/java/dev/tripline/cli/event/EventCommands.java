package dev.tripline.cli.event;

import dev.tripline.cli.session.Session;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `event`.
@Command(name = "event", description = "Find out what became of events.")
public final class EventCommands {
  private EventCommands() {}

  public static CommandLine all(Session session) {
    return new CommandLine(new EventCommands())
        .addSubcommand(new ExplainEvent(session))
        .addSubcommand(new TailEvents(session));
  }
}
