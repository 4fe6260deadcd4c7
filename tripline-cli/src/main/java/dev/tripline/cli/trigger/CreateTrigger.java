package dev.tripline.cli.trigger;

import dev.tripline.cli.http.ApiPath;
import dev.tripline.cli.http.Client.Request;
import dev.tripline.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `trigger create`.
@Command(
    name = "create",
    description = {
      "Make a trigger from a form in JSON, as `POST /v1/triggers` takes it.",
      "With --dry-run nothing is made: the form is checked, and its source is "
          + "asked whether it is there and may be read."
    })
final class CreateTrigger implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "FILE", description = "The form; - for standard input.")
  private String file = "";

  @Option(names = "--dry-run", description = "Check only.")
  private boolean dryRun;

  CreateTrigger(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    ApiPath path = ApiPath.of("/v1/triggers").with("dryRun", dryRun ? true : null);
    return session.show(
        session
            .client()
            .own(Request.json("POST", path, session.read(file), session.timeout(Session.USUAL))),
        TriggerCommands::lines);
  }
}
