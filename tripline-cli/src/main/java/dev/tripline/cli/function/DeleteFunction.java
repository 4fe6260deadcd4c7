package dev.tripline.cli.function;

import dev.tripline.cli.http.Client.Request;
import dev.tripline.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `function delete`.
@Command(
    name = "delete",
    description = "Delete a function with all its versions. Its dead letters stay.")
final class DeleteFunction implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "NAME", description = "The function.")
  private String name = "";

  DeleteFunction(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    String kind = session.get(FunctionCommands.own(name)).json().get("kind").text();
    if (kind.equals("endpoint")) {
      session.delete(FunctionCommands.own(name));
    } else {
      session
          .client()
          .lambda(
              Request.of("DELETE", FunctionCommands.lambda(name), session.timeout(Session.USUAL)));
    }
    return session.done(name + " is deleted");
  }
}
