package dev.tripline.cli.deadletter;

import dev.tripline.cli.http.Answer;
import dev.tripline.cli.http.ApiPath;
import dev.tripline.cli.output.Fields;
import dev.tripline.cli.session.Session;
import dev.tripline.cli.session.UsageException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `dlq discard`.
@Command(
    name = "discard",
    description = {
      "Discard dead letters for good: one by its id; or many, with their exact "
          + "number in --letters, as `dlq plan` tells it.",
      "With another number nothing is done."
    })
final class DiscardLetters implements Callable<Integer> {
  private final Session session;

  @Mixin private Selection selection = new Selection();

  @Mixin private Reason reason = new Reason();

  @Option(names = "--letters", paramLabel = "N", description = "How many are meant.")
  private @Nullable Integer letters;

  DiscardLetters(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Map<String, Object> selected = selection.members(session);
    if (letters == null) {
      if (selection.ids().size() != 1) {
        throw new UsageException("to discard many, say how many: --letters N");
      }
      String id = selection.ids().getFirst();
      session.delete(DeadLetterCommands.letter(id).with("reason", reason.text()));
      return session.done(id + " is discarded");
    }
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("selection", selected);
    request.put("letters", letters);
    request.put("reason", reason.text());
    Answer answer = session.post(ApiPath.of("/v1/dead-letters/purge"), request);
    return session.show(
        answer,
        purged ->
            new Fields()
                .with("discarded", purged.get("purged"))
                .with("gone meanwhile", purged.get("gone"))
                .lines());
  }
}
