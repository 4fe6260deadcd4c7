package dev.tripline.cli.function;

import dev.tripline.cli.http.Answer;
import dev.tripline.cli.http.Client.Request;
import dev.tripline.cli.output.Fields;
import dev.tripline.cli.output.Json;
import dev.tripline.cli.session.ExitCode;
import dev.tripline.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `function show`.
@Command(
    name = "show",
    description = {
      "Show one function with its retry rules and, of a package, its " + "configuration.",
      "With --json only what `/v1/functions/NAME` answers."
    })
final class ShowFunction implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "NAME", description = "The function.")
  private String name = "";

  ShowFunction(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Answer answer = session.get(FunctionCommands.own(name));
    if (session.wantsJson()) {
      session.printJson(answer.body());
      return ExitCode.DONE;
    }
    Json function = answer.json();
    Fields fields = new Fields().all("", function);
    if (function.get("kind").text().equals("package")) {
      Request request =
          Request.of(
              "GET",
              FunctionCommands.lambda(name).then("/configuration"),
              session.timeout(Session.USUAL));
      fields.all("", session.client().lambda(request).json());
    }
    session.print(fields.lines());
    return ExitCode.DONE;
  }
}
