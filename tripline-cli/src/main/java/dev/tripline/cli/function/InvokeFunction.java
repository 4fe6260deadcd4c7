package dev.tripline.cli.function;

import dev.tripline.cli.http.Answer;
import dev.tripline.cli.http.ApiPath;
import dev.tripline.cli.http.Client.Request;
import dev.tripline.cli.output.Json;
import dev.tripline.cli.output.Plain;
import dev.tripline.cli.session.ExitCode;
import dev.tripline.cli.session.Session;
import dev.tripline.cli.session.UsageException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `invoke`.
@Command(
    name = "invoke",
    description = {
      "Call a function and print its answer as it is; with --json, together "
          + "with request id, version and error.",
      "With --async, hand the event over and print its request id."
    })
public final class InvokeFunction implements Callable<Integer> {
  private static final Duration LONGEST = Duration.ofSeconds(930);

  private final Session session;

  @Parameters(paramLabel = "NAME", description = "Name, name:qualifier or ARN of the function.")
  private String name = "";

  @Option(
      names = "--payload",
      paramLabel = "FILE",
      description = "The event; - for standard input. An empty object if it is not given.")
  private @Nullable String file;

  @Option(names = "--data", paramLabel = "JSON", description = "The event itself.")
  private @Nullable String data;

  @Option(names = "--async", description = "Return when the event is durable.")
  private boolean async;

  @Option(names = "--log", description = "The end of the function's log, to standard error.")
  private boolean log;

  public InvokeFunction(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/json");
    headers.put("X-Amz-Invocation-Type", async ? "Event" : "RequestResponse");
    if (log && !async) {
      headers.put("X-Amz-Log-Type", "Tail");
    }
    ApiPath path = FunctionCommands.lambda(name).then("/invocations");
    Answer answer =
        session
            .client()
            .lambda(
                new Request("POST", path.toString(), headers, payload(), session.timeout(LONGEST)));
    return async ? accepted(answer) : answered(answer);
  }

  private byte[] payload() {
    if (file != null && data != null) {
      throw new UsageException("--payload and --data exclude one another");
    }
    if (file != null) {
      return session.read(file);
    }
    return (data == null ? "{}" : data).getBytes(StandardCharsets.UTF_8);
  }

  private int accepted(Answer answer) {
    String requestId = answer.header("x-amzn-RequestId", "");
    if (session.wantsJson()) {
      session.printJson(Json.write(Map.of("requestId", requestId)));
    } else {
      session.print(List.of(Plain.line(requestId)));
    }
    return ExitCode.DONE;
  }

  private int answered(Answer answer) {
    String error = answer.header("X-Amz-Function-Error", "");
    String tail = answer.header("X-Amz-Log-Result", "");
    if (!tail.isEmpty()) {
      String words = new String(Base64.getDecoder().decode(tail), StandardCharsets.UTF_8);
      words.lines().forEach(session::tell);
    }
    if (session.wantsJson()) {
      session.printJson(Json.write(envelope(answer, error)));
    } else if (session.surroundings().terminal()) {
      session.print(List.of(Plain.text(new String(answer.body(), StandardCharsets.UTF_8))));
    } else {
      session.printJson(answer.body());
    }
    if (error.isEmpty()) {
      return ExitCode.DONE;
    }
    if (!session.wantsJson()) {
      Json body = Json.read(answer.body()).orElse(Json.NOTHING);
      session.tell(
          "tripline: the function failed (%s): %s: %s"
              .formatted(error, body.get("errorType").text(), body.get("errorMessage").text()));
    }
    return ExitCode.FAILED;
  }

  private static Map<String, Object> envelope(Answer answer, String error) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("requestId", answer.header("x-amzn-RequestId", ""));
    members.put("version", answer.header("X-Amz-Executed-Version", ""));
    if (!error.isEmpty()) {
      members.put("functionError", error);
    }
    Optional<Json> payload = Json.read(answer.body());
    if (payload.isEmpty()) {
      members.put("payloadBase64", Base64.getEncoder().encodeToString(answer.body()));
    } else if (payload.get().raw() != null) {
      members.put("payload", payload.get().raw());
    }
    return members;
  }
}
