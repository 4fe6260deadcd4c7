package dev.tripline.cli;

import dev.tripline.cli.session.ExitCode;
import dev.tripline.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Prints the manual page.
@Command(
    name = "manual",
    description = {"Print the manual page.", "To read it: tripline manual | man -l -"})
final class Manual implements Callable<Integer> {
  private final Session session;

  @Spec private CommandSpec spec = CommandSpec.create();

  Manual(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    session.print(new ManualPage(spec.root()).lines());
    return ExitCode.DONE;
  }
}
