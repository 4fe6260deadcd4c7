package dev.tripline.dispatcher.network;

import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.util.TimeValue;

/// HTTP clients that do what they are told and nothing beside it.
public final class PlainClients {
  private PlainClients() {}

  private static final class Tls {
    static final TlsSocketStrategy STRATEGY = DefaultClientTlsStrategy.createDefault();
  }

  /// TLS with the certificates that this JVM trusts, which the first connection that needs them reads: a
  /// start does not.
  public static TlsSocketStrategy tls() {
    return (socket, target, port, attachment, context) ->
        Tls.STRATEGY.upgrade(socket, target, port, attachment, context);
  }

  /// One that follows no redirect, repeats nothing, keeps no cookies and no logins, leaves contents packed
  /// and knows no proxy of the environment.
  ///
  /// @param idle the time after which a connection that nobody uses is closed: or every host that was ever
  ///     reached would have its pool of connections for ever
  public static HttpClientBuilder builder(TimeValue idle) {
    return HttpClients.custom()
        .disableRedirectHandling()
        .disableAutomaticRetries()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableContentCompression()
        .setUserAgent("Tripline")
        .evictIdleConnections(idle);
  }
}
