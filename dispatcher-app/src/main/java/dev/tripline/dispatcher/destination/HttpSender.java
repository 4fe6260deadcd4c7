package dev.tripline.dispatcher.destination;

import dev.tripline.dispatcher.function.http.GuardedHttp;
import dev.tripline.retry.destination.Destination;
import dev.tripline.spi.store.OutboxMessage;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Posts messages to HTTP endpoints; an answer of 200 to 299 confirms.
final class HttpSender implements DestinationSender {
  private static final int ANSWER_LIMIT = 64 * 1_024;

  private final GuardedHttp http;
  private final Duration timeout;
  private final InstantSource clock;

  HttpSender(GuardedHttp http, Duration timeout, InstantSource clock) {
    this.http = http;
    this.timeout = timeout;
    this.clock = clock;
  }

  @Override
  public boolean handles(String destination) {
    return Destination.parse(destination) instanceof Destination.HttpUrl;
  }

  @Override
  public Sent send(OutboxMessage message) {
    URI url;
    try {
      url = URI.create(message.destination());
    } catch (IllegalArgumentException e) {
      return new Sent.Hopeless("not a URL: " + e.getMessage());
    }
    Optional<String> objection = http.objection(url);
    if (objection.isPresent()) {
      return new Sent.Refused(objection.get());
    }
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/json");
    headers.put("Tripline-Message-Id", message.id());
    headers.putAll(TraceHeader.all(message, clock.instant()));
    message.headers().forEach((name, value) -> headers.put("Tripline-" + name, oneLine(value)));
    return switch (http.post(url, headers, message.body(), timeout, ANSWER_LIMIT)) {
      case GuardedHttp.Answer.Response(var status, _, _, _) -> judge(status);
      case GuardedHttp.Answer.TooLarge(var status) -> judge(status);
      case GuardedHttp.Answer.TimedOut() -> new Sent.Refused("no answer within " + timeout);
      case GuardedHttp.Answer.NotConnected(var detail) ->
          new Sent.Refused("not connected: " + detail);
      case GuardedHttp.Answer.Broken(var detail) ->
          new Sent.Refused("the connection broke: " + detail);
    };
  }

  private static Sent judge(int status) {
    return status >= 200 && status < 300
        ? new Sent.Confirmed()
        : new Sent.Refused("the endpoint answered " + status);
  }

  /// A header's value must not end its line: the error message may contain anything.
  private static String oneLine(String value) {
    StringBuilder line = new StringBuilder(value.length());
    value.chars().forEach(c -> line.append(c < ' ' || c > '~' ? ' ' : (char) c));
    return line.toString();
  }
}
