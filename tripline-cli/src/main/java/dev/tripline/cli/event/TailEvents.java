package dev.tripline.cli.event;

import dev.tripline.cli.http.ApiPath;
import dev.tripline.cli.output.Json;
import dev.tripline.cli.output.Plain;
import dev.tripline.cli.session.ExitCode;
import dev.tripline.cli.session.Session;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `event tail`.
@Command(
    name = "tail",
    description = {
      "Print what becomes of asynchronous events on the node that answers, from "
          + "now on, until Ctrl-C.",
      "With --json a line of JSON for each: its kind in `event`, what it tells " + "in `data`."
    })
final class TailEvents implements Callable<Integer> {
  private static final String KIND = "event:";
  private static final String DATA = "data:";

  private final Session session;

  @Option(names = "--function", paramLabel = "NAME", description = "Only events of this function.")
  private @Nullable String function;

  @Option(names = "--count", paramLabel = "N", description = "End after so many.")
  private long count = Long.MAX_VALUE;

  TailEvents(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (Stream<String> lines =
        session.client().follow(ApiPath.of("/v1/activity").with("function", function))) {
      String kind = "";
      long told = 0;
      for (Iterator<String> each = lines.iterator(); told < count && each.hasNext(); ) {
        String line = each.next();
        if (line.startsWith(KIND)) {
          kind = line.substring(KIND.length()).strip();
        } else if (line.startsWith(DATA) && kind.equals("watching")) {
          session.tell("watching; Ctrl-C ends it");
        } else if (line.startsWith(DATA)) {
          print(kind, line.substring(DATA.length()).strip());
          told++;
        }
      }
      if (told < count) {
        session.tell("the dispatcher has ended the stream");
        return ExitCode.NO_ANSWER;
      }
      return ExitCode.DONE;
    } catch (UncheckedIOException e) {
      session.tell("tripline: the stream broke off: " + e.getMessage());
      return ExitCode.NO_ANSWER;
    }
  }

  private void print(String kind, String data) {
    Json told = Json.read(data.getBytes(StandardCharsets.UTF_8)).orElse(Json.NOTHING);
    if (session.wantsJson()) {
      Map<String, @Nullable Object> members = new LinkedHashMap<>();
      members.put("event", kind);
      members.put("data", told.raw());
      session.printJson(Json.write(members));
      return;
    }
    StringBuilder words = new StringBuilder(told.get("at").text()).append("  ").append(kind);
    for (String name : told.names()) {
      if (!name.equals("at")) {
        words.append("  ").append(name).append('=').append(told.get(name).text());
      }
    }
    session.print(List.of(Plain.line(words.toString())));
  }
}
