package dev.tripline.dispatcher.function.http;

import dev.tripline.dispatcher.network.AddressGuard;
import dev.tripline.dispatcher.network.PlainClients;
import dev.tripline.dispatcher.network.ResolvedNames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.HttpHostConnectException;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/// Posts to URLs that users have registered. Addresses are checked when the connection is made, on
/// the very addresses that are then used, so that a name which changes its address in between gains
/// nothing. Redirects are not followed, cookies not kept, proxies of the environment not used.
/// Blocking; safe for many threads.
public final class GuardedHttp implements AutoCloseable {
  private static final TimeValue IDLE = TimeValue.ofMinutes(1);

  private final AddressGuard guard;
  private final CloseableHttpClient client;
  private final ScheduledExecutorService deadlines;

  /// @param allow addresses, CIDR blocks and host names that may be reached although they are private
  public GuardedHttp(List<String> allow, Duration connectTimeout) {
    this.guard = new AddressGuard("tripline.endpoints.allow", allow);
    var connections =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setTlsSocketStrategy(PlainClients.tls())
            .setDnsResolver(new ResolvedNames(guard))
            .setMaxConnTotal(2_000)
            .setMaxConnPerRoute(1_000)
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(Timeout.of(connectTimeout))
                    .setValidateAfterInactivity(Timeout.ofMilliseconds(500))
                    .build())
            .build();
    this.client = PlainClients.builder(IDLE).setConnectionManager(connections).build();
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("http-deadlines").factory());
    timer.setRemoveOnCancelPolicy(true);
    this.deadlines = timer;
  }

  /// What came of a request.
  public sealed interface Answer {
    /// @param retryAfter the header's text, if the answer had one
    record Response(int status, byte[] body, @Nullable String retryAfter, @Nullable String location)
        implements Answer {}

    /// The answer was longer than allowed.
    record TooLarge(int status) implements Answer {}

    /// No answer in time; the receiver may have got the request.
    record TimedOut() implements Answer {}

    /// The request never left: no connection, or an address that is refused.
    record NotConnected(String detail) implements Answer {}

    /// The connection broke; the receiver may have got the request.
    record Broken(String detail) implements Answer {}
  }

  /// Why requests must not go to this URL; empty if they may.
  public Optional<String> objection(URI url) {
    return guard.objection(url);
  }

  /// Posts the body, and reads an answer of at most `maxAnswer` bytes, all within `timeout`.
  public Answer post(
      URI url, Map<String, String> headers, byte[] body, Duration timeout, int maxAnswer) {
    HttpPost post = new HttpPost(url);
    headers.forEach(post::setHeader);
    post.setEntity(new ByteArrayEntity(body, null));
    Timeout bound = Timeout.of(timeout);
    post.setConfig(
        RequestConfig.custom()
            .setResponseTimeout(bound)
            .setConnectionRequestTimeout(bound)
            .setRedirectsEnabled(false)
            .build());
    AtomicBoolean late = new AtomicBoolean();
    ScheduledFuture<?> deadline =
        deadlines.schedule(
            () -> {
              late.set(true);
              post.cancel();
            },
            timeout.toMillis(),
            TimeUnit.MILLISECONDS);
    try {
      return client.execute(post, response -> read(response, maxAnswer));
    } catch (HttpHostConnectException | ConnectTimeoutException | UnknownHostException e) {
      return new Answer.NotConnected(text(e));
    } catch (OversizeException e) {
      return new Answer.TooLarge(e.status);
    } catch (SocketTimeoutException e) {
      return new Answer.TimedOut();
    } catch (IOException e) {
      return late.get() ? new Answer.TimedOut() : new Answer.Broken(text(e));
    } finally {
      deadline.cancel(false);
    }
  }

  @Override
  public void close() throws IOException {
    deadlines.shutdownNow();
    client.close();
  }

  private static Answer read(ClassicHttpResponse response, int maxAnswer) throws IOException {
    HttpEntity entity = response.getEntity();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (entity != null) {
      if (entity.getContentLength() > maxAnswer) {
        throw new OversizeException(response.getCode());
      }
      InputStream in =
          entity.getContent(); // closing it early would read the rest; the client closes
      byte[] buffer = new byte[8_192];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (body.size() + n > maxAnswer) {
          throw new OversizeException(response.getCode());
        }
        body.write(buffer, 0, n);
      }
    }
    return new Answer.Response(
        response.getCode(),
        body.toByteArray(),
        value(response, "Retry-After"),
        value(response, "Location"));
  }

  private static @Nullable String value(ClassicHttpResponse response, String name) {
    Header header = response.getFirstHeader(name);
    return header == null ? null : header.getValue();
  }

  private static String text(IOException e) {
    return Objects.requireNonNullElse(e.getMessage(), "no reason is known");
  }

  /// Ends the exchange and its connection without reading the rest of the answer.
  private static final class OversizeException extends IOException {
    private final int status;

    OversizeException(int status) {
      super("answer too large");
      this.status = status;
    }
  }
}
