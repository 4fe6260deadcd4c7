package dev.tripline.cli.function;

import dev.tripline.cli.http.ApiPath;
import dev.tripline.cli.output.Table;
import dev.tripline.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `function ls`.
@Command(name = "ls", description = "List all functions: packages, images and HTTP endpoints.")
final class ListFunctions implements Callable<Integer> {
  /// `function show` has the whole.
  private static final int SHOWN_OF_WARNINGS = 40;

  private final Session session;

  ListFunctions(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    return session.show(
        session.get(ApiPath.of("/v1/functions")),
        answer -> {
          Table table = new Table("NAME", "KIND", "RUNTIME OR URL", "RETRIES", "WARNING");
          for (var function : answer.get("functions").items()) {
            table.row(
                function.get("name"),
                function.get("kind"),
                function.get("runtime").textOr(function.get("url").text()),
                function.get("retry").get("maxRetries").textOr("2"),
                Table.cut(function.get("warning").text(), SHOWN_OF_WARNINGS));
          }
          return table.lines();
        });
  }
}
