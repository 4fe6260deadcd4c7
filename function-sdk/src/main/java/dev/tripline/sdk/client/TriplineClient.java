package dev.tripline.sdk.client;

import dev.tripline.sdk.client.TriplineException.Kind;
import dev.tripline.sdk.json.PayloadMapper;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Invokes functions and publishes events over HTTP. Blocking; safe for many threads; one instance
/// serves a whole application.
///
/// Requests are sent again only where that cannot do a thing twice:
///
/// | | not connected | 429 | 503 | other 5xx, answer lost or late |
/// |---|---|---|---|---|
/// | [#invoke] | retried | retried | – | – |
/// | [#invokeAsync] | retried | retried | retried | – |
/// | [#publish] | retried | retried | retried | retried: the trigger knows the event's id |
public final class TriplineClient implements AutoCloseable {
  private static final String FUNCTIONS = "/2015-03-31/functions/";

  private final ClientSettings settings;
  private final PayloadMapper mapper;
  private final RequestSender sender;
  private final @Nullable RequestSigner signer;

  /// A client with the built-in JSON mapping.
  public TriplineClient(ClientSettings settings) {
    this(settings, PayloadMapper.standard());
  }

  public TriplineClient(ClientSettings settings, PayloadMapper mapper) {
    this.settings = settings;
    this.mapper = mapper;
    this.sender = new RequestSender(settings);
    RequestSigner.AccessKey key = settings.accessKey();
    // The dispatcher takes signatures for any region.
    this.signer = key == null ? null : new RequestSigner(key, "us-east-1", InstantSource.system());
  }

  /// Runs a function and waits for its answer.
  ///
  /// @param function a name, `name:version`, `name:alias` or an ARN
  /// @param payload written as JSON; a `byte[]` is sent as it is; null sends `null`
  /// @throws TriplineException if the request did not come through
  public InvokeResult invoke(String function, @Nullable Object payload)
      throws InterruptedException {
    HttpResponse<byte[]> response =
        sender.send(invocation(function, "RequestResponse", payload), SafeRetry.NOT_RUN);
    if (response.statusCode() == 429) {
      Problem problem = Problem.in(response, mapper);
      return new InvokeResult.Throttled(problem.reason(), problem.retryAfter());
    }
    expect(200, response);
    String requestId = header(response, "x-amzn-RequestId", "");
    if (response.headers().firstValue("X-Amz-Function-Error").isPresent()) {
      Map<?, ?> error = Problem.object(response.body(), mapper);
      return new InvokeResult.FunctionFailed(
          requestId,
          Problem.text(error, "errorType"),
          Problem.text(error, "errorMessage"),
          response.body());
    }
    String version = response.headers().firstValue("X-Amz-Executed-Version").orElse(null);
    return new InvokeResult.Succeeded(requestId, version, response.body());
  }

  /// Hands an event over for a function and returns once it is durably accepted; it is then delivered
  /// at least once, or kept as a dead letter.
  ///
  /// @return the request id, which the function sees with every attempt as its idempotency id
  /// @throws TriplineException if it was not accepted, or nobody knows
  public String invokeAsync(String function, @Nullable Object payload) throws InterruptedException {
    HttpResponse<byte[]> response =
        sender.send(invocation(function, "Event", payload), SafeRetry.NOT_ACCEPTED);
    expect(202, response);
    return header(response, "x-amzn-RequestId", "");
  }

  /// Publishes an event to a trigger and returns once it is durably accepted.
  ///
  /// @param trigger the trigger's id or name
  /// @throws TriplineException if it was not accepted, or nobody knows; publishing the same event
  ///     again is always safe
  public void publish(String trigger, CloudEvent event) throws InterruptedException {
    HttpRequest.Builder request =
        request("/v1/events/" + encode(trigger)).POST(BodyPublishers.ofByteArray(event.data()));
    EventHeaders.of(event).forEach(request::header);
    if (settings.token() != null) {
      request.header("Authorization", "Bearer " + settings.token());
    }
    HttpResponse<byte[]> response = sender.send(request.build(), SafeRetry.ALWAYS);
    if (response.statusCode() / 100 != 2) {
      expect(202, response);
    }
  }

  private HttpRequest invocation(String function, String type, @Nullable Object payload) {
    byte[] body = mapper.write(payload);
    String path = FUNCTIONS + encode(function) + "/invocations";
    HttpRequest.Builder request =
        request(path)
            .header("Content-Type", "application/json")
            .header("X-Amz-Invocation-Type", type)
            .POST(BodyPublishers.ofByteArray(body));
    if (signer != null) {
      Map<String, String> signed = new TreeMap<>(settings.headers());
      signed.keySet().removeIf(name -> !name.toLowerCase(Locale.ROOT).startsWith("x-amz-"));
      signed.put("X-Amz-Invocation-Type", type);
      signer.sign("POST", address(path), signed, body).forEach(request::setHeader);
    }
    return request.build();
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address(path)).timeout(settings.requestTimeout());
    settings.headers().forEach(request::header);
    return request;
  }

  private URI address(String path) {
    return URI.create(settings.endpoint().toString().replaceFirst("/+$", "") + path);
  }

  private void expect(int status, HttpResponse<byte[]> response) {
    if (response.statusCode() != status) {
      throw Problem.in(response, mapper).asException(kindOf(response.statusCode()));
    }
  }

  private static Kind kindOf(int status) {
    if (status == 429 || status == 503) {
      return Kind.NOT_ACCEPTED;
    }
    return status >= 400 && status < 500 ? Kind.REFUSED : Kind.UNKNOWN_OUTCOME;
  }

  private static String header(HttpResponse<?> response, String name, String otherwise) {
    return response.headers().firstValue(name).orElse(otherwise);
  }

  private static String encode(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /// Lets go of the connections; running requests are ended.
  @Override
  public void close() {
    sender.close();
  }
}
