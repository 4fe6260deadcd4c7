package dev.tripline.cli.check;

import dev.tripline.cli.http.Answer;
import dev.tripline.cli.http.ApiPath;
import dev.tripline.cli.http.Client;
import dev.tripline.cli.http.Client.Request;
import dev.tripline.cli.http.NoAnswerException;
import dev.tripline.cli.output.Json;
import dev.tripline.cli.output.Table;
import dev.tripline.cli.session.ExitCode;
import dev.tripline.cli.session.Session;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `doctor`.
@Command(
    name = "doctor",
    description = {
      "Look for what is wrong: the way to the dispatcher, sign-in, the clocks, "
          + "its health, sandbox, store and triggers.",
      "Exit code 1 if something is. With --json: `ok`, and `checks` with "
          + "`name`, `state` (good, note, bad) and `text`."
    })
public final class Doctor implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final Session session;
  private final List<Check> checks = new ArrayList<>();

  public Doctor(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    way();
    try {
      examine();
    } catch (NoAnswerException e) {
      checks.add(Check.bad("dispatcher", String.valueOf(e.getMessage())));
    }
    return print();
  }

  private void way() {
    URI endpoint = session.client().endpoint();
    String host = endpoint.getHost();
    boolean near = host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
    checks.add(
        near || endpoint.getScheme().equals("https")
            ? Check.good("way", endpoint.toString())
            : Check.note("way", endpoint + ": keys and payloads travel without TLS"));
  }

  private void examine() {
    Client client = session.client();
    Instant sent = now();
    Answer health = client.ownOfAnyStatus(request("/actuator/health"));
    checks.add(Findings.clock(health.header("Date", ""), sent, now()));
    checks.add(Findings.health(health.status(), json(health)));
    Answer sandbox = client.ownOfAnyStatus(request("/v1/sandbox"));
    checks.add(Findings.signIn("token", sandbox.status(), "", "/v1"));
    Answer account = client.lambdaOfAnyStatus(request("/2016-08-19/account-settings"));
    checks.add(
        Findings.signIn(
            "key", account.status(), account.header("x-amzn-ErrorType", ""), "the Lambda API"));
    if (sandbox.isGood()) {
      checks.addAll(Findings.sandbox(sandbox.json()));
      Answer store = client.ownOfAnyStatus(request("/v1/store"));
      if (store.isGood()) {
        checks.addAll(Findings.store(store.json(), now()));
      }
      Answer triggers = client.ownOfAnyStatus(request("/v1/triggers"));
      if (triggers.isGood()) {
        checks.addAll(Findings.triggers(triggers.json()));
      }
    }
  }

  private Request request(String path) {
    return Request.of("GET", ApiPath.of(path), session.timeout(PATIENCE));
  }

  private Instant now() {
    return session.surroundings().clock().instant();
  }

  private static Json json(Answer answer) {
    return Json.read(answer.body()).orElse(Json.NOTHING);
  }

  private int print() {
    boolean bad = checks.stream().anyMatch(check -> check.state() == Check.State.BAD);
    if (session.wantsJson()) {
      Map<String, Object> report = new LinkedHashMap<>();
      report.put("ok", !bad);
      report.put("checks", checks.stream().map(Doctor::members).toList());
      session.printJson(Json.write(report));
    } else {
      Table table = new Table("", "CHECK", "FOUND");
      checks.forEach(check -> table.row(state(check), check.name(), check.words()));
      session.print(table.lines());
    }
    return bad ? ExitCode.FAILED : ExitCode.DONE;
  }

  private static Map<String, Object> members(Check check) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("name", check.name());
    members.put("state", state(check));
    members.put("text", check.words());
    return members;
  }

  private static String state(Check check) {
    return check.state().name().toLowerCase(Locale.ROOT);
  }
}
