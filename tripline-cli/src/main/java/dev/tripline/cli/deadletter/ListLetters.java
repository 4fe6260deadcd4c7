package dev.tripline.cli.deadletter;

import dev.tripline.cli.http.ApiPath;
import dev.tripline.cli.output.Json;
import dev.tripline.cli.output.Table;
import dev.tripline.cli.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `dlq ls`.
@Command(name = "ls", description = "List dead letters, newest first, one page of them.")
final class ListLetters implements Callable<Integer> {
  private final Session session;

  @Mixin private Filter filter = new Filter();

  @Option(names = "--limit", paramLabel = "N", description = "How many; 100 at most. Default: 50.")
  private int limit = 50;

  @Option(names = "--cursor", paramLabel = "TEXT", description = "The page after this one.")
  private @Nullable String cursor;

  ListLetters(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    ApiPath path = ApiPath.of("/v1/dead-letters").with("limit", limit).with("cursor", cursor);
    return session.show(session.get(filter.on(path, session)), ListLetters::lines);
  }

  private static List<String> lines(Json page) {
    Table table = new Table("ID", "DIED", "FUNCTION", "REASON", "ATTEMPTS", "ERROR");
    for (Json letter : page.get("deadLetters").items()) {
      table.row(
          letter.get("id"),
          letter.get("diedAt"),
          letter.get("function"),
          letter.get("reason"),
          letter.get("attempts"),
          error(letter));
    }
    List<String> lines = new ArrayList<>(table.lines());
    if (lines.isEmpty()) {
      lines.add("no dead letters");
    }
    String next = page.get("next").text();
    if (!next.isEmpty()) {
      lines.add("more: --cursor " + next);
    }
    return lines;
  }

  private static String error(Json letter) {
    String type = letter.get("errorType").text();
    String words = letter.get("lastError").text();
    return type.isEmpty() || words.isEmpty() ? type + words : type + ": " + words;
  }
}
