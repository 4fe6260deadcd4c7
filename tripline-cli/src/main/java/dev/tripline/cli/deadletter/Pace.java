package dev.tripline.cli.deadletter;

import dev.tripline.cli.session.Session;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Which letters a redrive takes, to where and how fast.
final class Pace {
  @Mixin private Selection selection = new Selection();

  @Option(
      names = "--target",
      paramLabel = "FUNCTION",
      description = "Gets the letters in place of their own function.")
  private @Nullable String target;

  @Option(
      names = "--canary",
      paramLabel = "N",
      description = "Letters that are sent first and waited for; 5 if it is not given, 0 for none.")
  private @Nullable Integer canary;

  @Option(names = "--confirm", description = "Wait after the canary for `tripline dlq continue`.")
  private boolean confirm;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Letters a second at most; 10 if it is not given.")
  private @Nullable Double rate;

  @Option(
      names = "--stop-at",
      paramLabel = "SHARE",
      description = "Stop when this share of letters dies again; 0.2 if it is not given.")
  private @Nullable Double stopAt;

  /// A request as the dispatcher takes it.
  Map<String, Object> members(Session session) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("selection", selection.members(session));
    put(members, "target", target);
    put(members, "canary", canary);
    put(members, "rate", rate);
    put(members, "stopAtFailureShare", stopAt);
    if (confirm) {
      members.put("confirm", true);
    }
    return members;
  }

  private static void put(Map<String, Object> members, String name, @Nullable Object value) {
    if (value != null) {
      members.put(name, value);
    }
  }
}
