package dev.tripline.cli.deadletter;

import dev.tripline.cli.http.Answer;
import dev.tripline.cli.http.ApiPath;
import dev.tripline.cli.session.ExitCode;
import dev.tripline.cli.session.Session;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `dlq redrive`.
@Command(
    name = "redrive",
    description = {
      "Send dead letters again under watch, and follow that to its end: a "
          + "canary first, then the rest at a rate; it stops by itself when too many "
          + "die again.",
      "Ctrl-C ends only the following. Exit code 1 if letters died again, or it "
          + "ended before its time."
    })
final class StartRedrive implements Callable<Integer> {
  private final Session session;

  @Mixin private Pace pace = new Pace();

  @Mixin private Reason reason = new Reason();

  @Option(names = "--no-wait", description = "Begin, and do not follow it.")
  private boolean noWait;

  StartRedrive(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws InterruptedException {
    Map<String, Object> request = pace.members(session);
    request.put("reason", reason.text());
    Answer begun = session.post(ApiPath.of("/v1/redrives"), request);
    RedriveWatch watch = new RedriveWatch(session, begun.json().get("id").text());
    if (noWait) {
      session.show(begun, RedriveWatch::lines);
      return ExitCode.DONE;
    }
    return watch.follow();
  }
}
