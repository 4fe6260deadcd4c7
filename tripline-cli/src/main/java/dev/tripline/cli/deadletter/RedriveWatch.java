package dev.tripline.cli.deadletter;

import dev.tripline.cli.http.Answer;
import dev.tripline.cli.http.NoAnswerException;
import dev.tripline.cli.output.Fields;
import dev.tripline.cli.output.Json;
import dev.tripline.cli.output.Plain;
import dev.tripline.cli.output.ProgressBar;
import dev.tripline.cli.session.ExitCode;
import dev.tripline.cli.session.Session;
import java.time.Duration;
import java.util.List;

/// Follows one redrive, with a bar if a person reads.
final class RedriveWatch {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
  private static final String CLEAR_LINE = "\r\u001b[2K";

  private final Session session;
  private final String id;

  RedriveWatch(Session session, String id) {
    this.session = session;
    this.id = id;
  }

  /// Returns when it runs no more, or waits for somebody.
  ///
  /// @throws NoAnswerException if the dispatcher is gone; the redrive goes on when it is back
  int follow() throws InterruptedException {
    session.tell("redrive " + id + "; it goes on if this ends: tripline dlq redrives " + id);
    boolean terminal = session.surroundings().terminal();
    while (true) {
      Answer answer = session.get(DeadLetterCommands.redrive(id));
      Json redrive = answer.json();
      if (terminal) {
        session.surroundings().err().print(CLEAR_LINE + bar(redrive));
        session.surroundings().err().flush();
      }
      if (isOver(redrive)) {
        if (terminal) {
          session.surroundings().err().println();
        }
        session.show(answer, RedriveWatch::lines);
        return code(redrive);
      }
      Thread.sleep(BETWEEN_LOOKS);
    }
  }

  /// A letter's outcome is known once it is delivered, dead again, or was left.
  static String bar(Json redrive) {
    long settled = 0;
    for (String part :
        new String[] {"delivered", "deadAgain", "skipped", "untransformed", "gone"}) {
      settled += redrive.get(part).number();
    }
    String note =
        "%s, %s delivered, %s dead again, %s/s"
            .formatted(
                redrive.get("canaryRuns").isTrue() ? "canary" : redrive.get("state").text(),
                redrive.get("delivered").text(),
                redrive.get("deadAgain").text(),
                redrive.get("currentRate").text());
    return ProgressBar.line(settled, redrive.get("total").number(), Plain.line(note));
  }

  private static boolean isOver(Json redrive) {
    return switch (redrive.get("state").text()) {
      case "running" -> false;
      case "completed" -> redrive.get("pending").number() == 0;
      default -> true;
    };
  }

  private static int code(Json redrive) {
    return switch (redrive.get("state").text()) {
      case "completed" -> redrive.get("deadAgain").number() == 0 ? ExitCode.DONE : ExitCode.FAILED;
      case "waiting" -> ExitCode.DONE;
      default -> ExitCode.FAILED;
    };
  }

  static List<String> lines(Json redrive) {
    boolean waits = redrive.get("state").text().equals("waiting");
    return new Fields()
        .with("redrive", redrive.get("id"))
        .with("state", redrive.get("state"))
        .with("note", redrive.get("note"))
        .with("letters", redrive.get("total"))
        .with("sent", redrive.get("sent"))
        .with("delivered", redrive.get("delivered"))
        .with("dead again", redrive.get("deadAgain"))
        .with("pending", redrive.get("pending"))
        .with("left as they are", redrive.get("skipped"))
        .with("untransformed", redrive.get("untransformed"))
        .with("gone meanwhile", redrive.get("gone"))
        .with("by", redrive.get("by"))
        .with("reason", redrive.get("reason"))
        .with("go on with", waits ? "tripline dlq continue " + redrive.get("id").text() : "")
        .lines();
  }
}
