package dev.tripline.dispatcher.function.image;

import dev.tripline.dispatcher.network.AddressGuard;
import dev.tripline.dispatcher.network.PlainClients;
import dev.tripline.dispatcher.network.ResolvedNames;
import dev.tripline.runtime.image.content.ImageException;
import dev.tripline.runtime.image.content.ImageException.Reason;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.routing.RoutingSupport;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/// Gets from registries and the stores that they redirect to. Addresses are checked when a connection is
/// made, on the very addresses that are then used; an authorization goes to the registry alone, and nothing
/// goes from TLS to plain HTTP. Blocking; safe for many threads.
final class RegistryClient implements AutoCloseable {
  private static final int MOST_REDIRECTS = 5;
  private static final Timeout CONNECT = Timeout.ofSeconds(10);
  private static final Timeout SILENCE = Timeout.ofSeconds(30);

  private final AddressGuard guard;
  private final CloseableHttpClient client;

  RegistryClient(AddressGuard guard) {
    this.guard = guard;
    var connections =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setTlsSocketStrategy(PlainClients.tls())
            .setDnsResolver(new ResolvedNames(guard))
            .setMaxConnTotal(64)
            .setMaxConnPerRoute(32)
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(CONNECT)
                    .setSocketTimeout(SILENCE)
                    .setValidateAfterInactivity(Timeout.ofMilliseconds(500))
                    .build())
            .build();
    this.client =
        PlainClients.builder(TimeValue.ofMinutes(1)).setConnectionManager(connections).build();
  }

  /// @param accept the media types that are understood
  /// @param authorization null without
  /// @param timeout of the whole answer
  record Request(URI uri, String accept, @Nullable String authorization, Duration timeout) {
    private Request to(URI other) {
      return new Request(other, accept, isSame(uri, other) ? authorization : null, timeout);
    }
  }

  /// Whether two addresses are of the same scheme, host and port.
  static boolean isSame(URI one, URI other) {
    return Objects.equals(one.getScheme(), other.getScheme())
        && Objects.equals(one.getRawAuthority(), other.getRawAuthority());
  }

  /// @param uri of whoever answered, after all redirects
  /// @param challenges values of `WWW-Authenticate`
  /// @param body to be closed
  record Answer(int status, URI uri, List<String> challenges, InputStream body)
      implements AutoCloseable {
    @Override
    public void close() throws IOException {
      body.close();
    }
  }

  /// Follows redirects.
  ///
  /// @throws IOException if there is no answer, or it breaks off
  Answer get(Request request) throws ImageException, IOException {
    Request at = request;
    for (int redirects = 0; ; redirects++) {
      requireAllowed(at.uri());
      Opened opened = open(at);
      Header location = opened.response().getFirstHeader("Location");
      if (opened.response().getCode() / 100 != 3 || location == null) {
        return answer(opened, at);
      }
      opened.get().cancel();
      if (redirects == MOST_REDIRECTS) {
        throw new ImageException(Reason.UNREACHABLE, "The registry redirects without an end.");
      }
      at = at.to(target(at.uri(), location.getValue()));
    }
  }

  private static URI target(URI from, String location) throws ImageException {
    URI to;
    try {
      to = from.resolve(location);
    } catch (IllegalArgumentException e) {
      throw new ImageException(Reason.UNREACHABLE, "The registry redirects to no address.", e);
    }
    if (to.getScheme() == null || to.getRawAuthority() == null) {
      throw new ImageException(Reason.UNREACHABLE, "The registry redirects to no address.");
    }
    if (from.getScheme().equals("https") && !"https".equals(to.getScheme())) {
      throw new ImageException(
          Reason.UNREACHABLE, "The registry redirects from TLS to " + to.getScheme() + ".");
    }
    return to;
  }

  private void requireAllowed(URI uri) throws ImageException {
    Optional<String> objection = guard.objection(uri);
    if (objection.isPresent()) {
      throw new ImageException(
          Reason.ACCESS_DENIED, "The registry must not be reached: " + objection.get());
    }
  }

  private record Opened(HttpGet get, ClassicHttpResponse response) {}

  private Opened open(Request request) throws IOException {
    HttpGet get = new HttpGet(request.uri());
    get.setHeader("Accept", request.accept());
    if (request.authorization() != null) {
      get.setHeader("Authorization", request.authorization());
    }
    get.setConfig(
        RequestConfig.custom()
            .setResponseTimeout(SILENCE)
            .setConnectionRequestTimeout(SILENCE)
            .setRedirectsEnabled(false)
            .build());
    try {
      return new Opened(get, client.executeOpen(RoutingSupport.determineHost(get), get, null));
    } catch (HttpException e) {
      throw new IOException("the registry has no address: " + e.getMessage(), e);
    }
  }

  private static Answer answer(Opened opened, Request request) throws IOException {
    ClassicHttpResponse response = opened.response();
    HttpEntity entity = response.getEntity();
    InputStream body = entity == null ? InputStream.nullInputStream() : entity.getContent();
    List<String> challenges = new ArrayList<>();
    for (Header header : response.getHeaders("WWW-Authenticate")) {
      challenges.add(Objects.requireNonNullElse(header.getValue(), ""));
    }
    return new Answer(
        response.getCode(),
        request.uri(),
        challenges,
        new Body(body, opened.get(), request.timeout()));
  }

  @Override
  public void close() throws IOException {
    client.close();
  }

  /// Ends after a time, and leaves the rest unread when it is closed.
  private static final class Body extends FilterInputStream {
    private final HttpGet get;
    private final long end;

    Body(InputStream body, HttpGet get, Duration timeout) {
      super(body);
      this.get = get;
      this.end = System.nanoTime() + timeout.toNanos();
    }

    @Override
    public int read() throws IOException {
      requireTime();
      return super.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      requireTime();
      return super.read(bytes, offset, length);
    }

    private void requireTime() throws IOException {
      if (System.nanoTime() - end > 0) {
        throw new IOException("the registry takes too long");
      }
    }

    @Override
    public void close() {
      get.cancel();
    }
  }
}
