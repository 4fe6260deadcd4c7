package dev.tripline.cli.check;

import dev.tripline.cli.output.Json;
import dev.tripline.cli.session.Times;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Judges answers of a dispatcher. Pure.
final class Findings {
  /// From here on AWS's signatures are refused.
  private static final Duration SIGNATURES_REFUSED = Duration.ofMinutes(5);

  private static final Duration SKEW = Duration.ofSeconds(5);
  private static final Duration OLD_SNAPSHOT = Duration.ofMinutes(15);

  private Findings() {}

  static Check health(int status, Json health) {
    String state = health.get("status").textOr("status " + status);
    return status == 200 && state.equals("UP")
        ? Check.good("health", "the dispatcher takes events")
        : Check.bad("health", "the dispatcher says " + state);
  }

  /// @param date the header of an answer
  /// @param sent before the request
  /// @param received after the answer
  static Check clock(String date, Instant sent, Instant received) {
    Instant there;
    try {
      there = DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from);
    } catch (DateTimeParseException _) {
      return Check.note("clock", "the answer tells no time");
    }
    // The header has whole seconds.
    Duration behind = Duration.between(there.plusSeconds(1), sent);
    Duration ahead = Duration.between(received, there);
    Duration apart = behind.compareTo(ahead) > 0 ? behind : ahead;
    if (apart.compareTo(SKEW) < 0) {
      return Check.good("clock", "the clocks agree");
    }
    String words =
        "the dispatcher's clock is %s %s this one"
            .formatted(Times.words(apart), behind.compareTo(ahead) > 0 ? "behind" : "ahead of");
    return apart.compareTo(SIGNATURES_REFUSED) < 0
        ? Check.note("clock", words)
        : Check.bad("clock", words + "; signed calls are refused");
  }

  /// @param error of the Lambda API; empty for `/v1`
  static Check signIn(String name, int status, String error, String what) {
    return switch (status) {
      case 401 -> Check.bad(name, "not signed in: no " + name + ", or one that is not known");
      case 403 -> Check.bad(name, refusal(error));
      default ->
          status / 100 == 2
              ? Check.good(name, what + " answers")
              : Check.bad(name, what + " answers " + status);
    };
  }

  private static String refusal(String error) {
    return switch (error.replaceFirst(":.*", "")) {
      case "MissingAuthenticationTokenException" -> "not signed in: no key is given";
      case "UnrecognizedClientException" -> "not signed in: the key is not known, or disabled";
      case "InvalidSignatureException" -> "not signed in: the secret does not fit the key";
      default -> "signed in, but the role may not do that";
    };
  }

  static List<Check> sandbox(Json sandbox) {
    List<Check> all = new ArrayList<>();
    String kind = sandbox.get("kind").text();
    all.add(
        kind.equals("none")
            ? Check.bad("sandbox", "functions run without a sandbox")
            : Check.good("sandbox", "functions run in " + kind));
    sandbox
        .get("weaknesses")
        .items()
        .forEach(words -> all.add(Check.note("sandbox", words.text())));
    String why = sandbox.get("limits").get("why").text();
    if (!why.isEmpty()) {
      all.add(Check.note("limits", why));
    }
    return all;
  }

  /// @param now by the clock of this machine
  static List<Check> store(Json store, Instant now) {
    List<Check> all = new ArrayList<>();
    String engine = store.get("engine").text();
    String outage = store.get("outage").text();
    all.add(
        outage.isEmpty()
            ? Check.good("store", engine + " answers")
            : Check.bad("store", engine + ": " + outage));
    Json disk = store.get("disk");
    String free =
        String.format(Locale.ROOT, "%,d MB are free", disk.get("usableBytes").number() >> 20);
    all.add(
        disk.get("full").isTrue()
            ? Check.bad("disk", "new events are refused for want of room: " + free)
            : Check.good("disk", free));
    Duration snapshot = Duration.ofMillis(store.get("rows").get("oldestSnapshotMillis").number());
    if (snapshot.compareTo(OLD_SNAPSHOT) > 0) {
      all.add(
          Check.note(
              "store",
              "a transaction is open for " + Times.words(snapshot) + " and keeps dead rows"));
    }
    String oldest = store.get("backlog").get("oldestEventAt").text();
    if (!oldest.isEmpty()) {
      Duration age = Duration.between(Instant.parse(oldest), now);
      all.add(Check.note("backlog", "the oldest event waits for " + Times.words(age)));
    }
    return all;
  }

  static List<Check> triggers(Json list) {
    List<Check> all = new ArrayList<>();
    int well = 0;
    for (Json trigger : list.get("triggers").items()) {
      String name = "trigger " + trigger.get("name").text();
      String state = trigger.get("state").text();
      if (trigger.get("ledgerResidual").number() != 0) {
        all.add(
            Check.bad(name, trigger.get("ledgerResidual").text() + " events are unaccounted for"));
      }
      if (state.equals("Failing") || state.equals("Suspended")) {
        String why =
            trigger.get("lastError").get("message").textOr(trigger.get("suspendedBecause").text());
        all.add(Check.bad(name, state + ": " + why));
      } else if (!trigger.get("warning").isMissing()) {
        all.add(Check.note(name, trigger.get("warning").text()));
      } else {
        well++;
      }
    }
    all.add(Check.good("triggers", well + " without trouble"));
    return all;
  }
}
