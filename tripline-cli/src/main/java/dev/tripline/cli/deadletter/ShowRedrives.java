package dev.tripline.cli.deadletter;

import dev.tripline.cli.http.ApiPath;
import dev.tripline.cli.output.Json;
import dev.tripline.cli.output.Table;
import dev.tripline.cli.session.Session;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `dlq redrives`.
@Command(
    name = "redrives",
    description = "List redrives, newest first, or show one; with --follow, to its end.")
final class ShowRedrives implements Callable<Integer> {
  private final Session session;

  @Parameters(arity = "0..1", paramLabel = "ID", description = "One redrive.")
  private @Nullable String id;

  @Option(
      names = {"-f", "--follow"},
      description = "Follow it to its end.")
  private boolean follow;

  ShowRedrives(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (id == null) {
      return session.show(session.get(ApiPath.of("/v1/redrives")), ShowRedrives::table);
    }
    if (follow) {
      return new RedriveWatch(session, id).follow();
    }
    return session.show(session.get(DeadLetterCommands.redrive(id)), RedriveWatch::lines);
  }

  private static List<String> table(Json page) {
    Table table =
        new Table("ID", "CREATED", "STATE", "LETTERS", "DELIVERED", "DEAD AGAIN", "REASON");
    for (Json redrive : page.get("redrives").items()) {
      table.row(
          redrive.get("id"),
          redrive.get("createdAt"),
          redrive.get("state"),
          redrive.get("total"),
          redrive.get("delivered"),
          redrive.get("deadAgain"),
          redrive.get("reason"));
    }
    return table.lines();
  }
}
