package dev.tripline.cli.function;

import dev.tripline.cli.http.Answer;
import dev.tripline.cli.http.ApiPath;
import dev.tripline.cli.http.Client.Request;
import dev.tripline.cli.http.NoAnswerException;
import dev.tripline.cli.http.RefusedException;
import dev.tripline.cli.output.Json;
import dev.tripline.cli.session.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Creates or updates one function by the Lambda API, and waits until it can be called.
public final class Deployment {
  /// For functions that are given none: no rights in the dispatcher stand behind it.
  static final String ROLE = "arn:aws:iam::000000000000:role/local";

  private static final Duration UPLOAD = Duration.ofMinutes(10);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

  private final Session session;
  private final String function;

  public Deployment(Session session, String function) {
    this.session = session;
    this.function = function;
  }

  /// Code that is sent along.
  public static Map<String, Object> zipFile(byte[] zip) {
    return Map.of("ZipFile", Base64.getEncoder().encodeToString(zip));
  }

  /// Whether it is there already.
  public boolean exists() {
    try {
      session.client().lambda(request("GET", configuration(), new byte[0]));
      return true;
    } catch (RefusedException e) {
      if (e.status() == 404) {
        return false;
      }
      throw e;
    }
  }

  /// Makes the function, or updates its code and what else is given, and waits until that is done.
  ///
  /// @param there what [#exists] says
  /// @param code the member `Code` of `CreateFunction`
  /// @param settings its members beside name and code; a function that is made gets [#ROLE] without one
  /// @return its configuration
  /// @throws NoAnswerException if that takes too long
  public Answer deploy(boolean there, Map<String, Object> code, Map<String, Object> settings)
      throws InterruptedException {
    if (!there) {
      create(code, settings);
    } else {
      updateCode(code);
      if (!settings.isEmpty()) {
        awaitReady();
        updateConfiguration(settings);
      }
    }
    return awaitReady();
  }

  /// Why a function did not come up or an update failed; empty if all is well.
  public static Optional<String> failure(Json configuration) {
    if (configuration.get("State").text().equals("Failed")) {
      return Optional.of(configuration.get("StateReason").text());
    }
    return configuration.get("LastUpdateStatus").text().equals("Failed")
        ? Optional.of(configuration.get("LastUpdateStatusReason").text())
        : Optional.empty();
  }

  private void create(Map<String, Object> code, Map<String, Object> settings) {
    Map<String, Object> members = new TreeMap<>(settings);
    members.putIfAbsent("Role", ROLE);
    members.put("FunctionName", function);
    members.put("Code", code);
    session
        .client()
        .lambda(upload("POST", ApiPath.of("/2015-03-31/functions"), Json.write(members)));
  }

  private void updateCode(Map<String, Object> code) {
    ApiPath path = FunctionCommands.lambda(function).then("/code");
    session.client().lambda(upload("PUT", path, Json.write(code)));
  }

  private void updateConfiguration(Map<String, Object> settings) {
    session.client().lambda(request("PUT", configuration(), Json.write(settings)));
  }

  public Answer publish() {
    ApiPath versions = FunctionCommands.lambda(function).then("/versions");
    return session.client().lambda(request("POST", versions, Json.write(Map.of())));
  }

  /// Waits until no update is under way and it is ready or has failed.
  private Answer awaitReady() throws InterruptedException {
    Instant end =
        session.surroundings().clock().instant().plus(session.timeout(Duration.ofMinutes(5)));
    while (true) {
      Answer answer = session.client().lambda(request("GET", configuration(), new byte[0]));
      Json state = answer.json();
      boolean busy =
          state.get("State").text().equals("Pending")
              || state.get("LastUpdateStatus").text().equals("InProgress");
      if (!busy) {
        return answer;
      }
      if (session.surroundings().clock().instant().isAfter(end)) {
        throw new NoAnswerException(function + " is not ready yet; its state is Pending", null);
      }
      Thread.sleep(BETWEEN_LOOKS);
    }
  }

  private ApiPath configuration() {
    return FunctionCommands.lambda(function).then("/configuration");
  }

  private Request request(String method, ApiPath path, byte[] body) {
    return Request.json(method, path, body, session.timeout(Session.USUAL));
  }

  private Request upload(String method, ApiPath path, byte[] body) {
    return Request.json(method, path, body, session.timeout(UPLOAD));
  }
}
