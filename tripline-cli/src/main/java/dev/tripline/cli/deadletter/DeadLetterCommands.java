package dev.tripline.cli.deadletter;

import dev.tripline.cli.http.ApiPath;
import dev.tripline.cli.session.Session;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `dlq`.
@Command(
    name = "dlq",
    description = "Find dead letters, send them again under watch, or discard them.")
public final class DeadLetterCommands {
  private DeadLetterCommands() {}

  public static CommandLine all(Session session) {
    return new CommandLine(new DeadLetterCommands())
        .addSubcommand(new ListLetters(session))
        .addSubcommand(new ShowLetter(session))
        .addSubcommand(new PlanRedrive(session))
        .addSubcommand(new StartRedrive(session))
        .addSubcommand(new DiscardLetters(session))
        .addSubcommand(new ShowRedrives(session))
        .addSubcommand(
            SteerRedrive.command(session, "pause", "Let a redrive send no more for now."))
        .addSubcommand(SteerRedrive.command(session, "resume", "Let a redrive go on."))
        .addSubcommand(
            SteerRedrive.command(
                session, "continue", "Let a redrive go on that waits after its canary."))
        .addSubcommand(
            SteerRedrive.command(
                session,
                "cancel",
                "End a redrive for good; what was not sent stays a dead letter."));
  }

  static ApiPath letter(String id) {
    return ApiPath.of("/v1/dead-letters").segment(id);
  }

  static ApiPath redrive(String id) {
    return ApiPath.of("/v1/redrives").segment(id);
  }
}
