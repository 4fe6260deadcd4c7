package dev.tripline.cli.trigger;

import dev.tripline.cli.http.ApiPath;
import dev.tripline.cli.output.Table;
import dev.tripline.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `trigger ls`.
@Command(name = "ls", description = "List all triggers with their states.")
final class ListTriggers implements Callable<Integer> {
  private final Session session;

  ListTriggers(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    return session.show(
        session.get(ApiPath.of("/v1/triggers")),
        answer -> {
          Table table =
              new Table(
                  "NAME", "KIND", "FUNCTION", "STATE", "RECEIVED", "DEAD", "LAG", "LAST ERROR");
          for (var trigger : answer.get("triggers").items()) {
            table.row(
                trigger.get("name"),
                trigger.get("source").get("kind"),
                trigger.get("function"),
                trigger.get("state"),
                trigger.get("counts").get("received"),
                trigger.get("counts").get("deadLettered"),
                trigger.get("lag"),
                trigger.get("lastError").get("message"));
          }
          return table.lines();
        });
  }
}
