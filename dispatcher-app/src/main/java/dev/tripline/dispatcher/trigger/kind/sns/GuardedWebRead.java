package dev.tripline.dispatcher.trigger.kind.sns;

import dev.tripline.adapter.sns.WebRead;
import dev.tripline.dispatcher.network.PlainClients;
import dev.tripline.dispatcher.network.ResolvedNames;
import dev.tripline.spi.network.AddressResolver;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/// Reads from addresses that are checked when a connection is made, on the very addresses that are then
/// used. Redirects are not followed, cookies not kept, proxies of the environment not used.
final class GuardedWebRead implements WebRead, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int OK = 200;

  private final CloseableHttpClient client;

  /// @param tls by which servers are trusted
  /// @param port of all servers; 0 for the one of the address
  GuardedWebRead(AddressResolver addresses, SSLContext tls, int port) {
    Timeout patience = Timeout.of(PATIENCE);
    var connections =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setTlsSocketStrategy(PlainClients.tls())
            .setDnsResolver(new ResolvedNames(addresses))
            .setTlsSocketStrategy(new DefaultClientTlsStrategy(tls))
            .setMaxConnTotal(4)
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(patience)
                    .setSocketTimeout(patience)
                    .build());
    var builder =
        PlainClients.builder(TimeValue.ofSeconds(10))
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setResponseTimeout(patience)
                    .setConnectionRequestTimeout(patience)
                    .setRedirectsEnabled(false)
                    .build());
    if (port > 0) {
      connections.setSchemePortResolver(_ -> port);
      builder.setSchemePortResolver(_ -> port);
    }
    this.client = builder.setConnectionManager(connections.build()).build();
  }

  @Override
  public byte[] get(URI address) throws IOException {
    return client.execute(new HttpGet(address), GuardedWebRead::body);
  }

  private static byte[] body(ClassicHttpResponse response) throws IOException {
    if (response.getCode() != OK) {
      throw new IOException("the answer has status " + response.getCode());
    }
    HttpEntity entity = response.getEntity();
    if (entity == null) {
      return new byte[0];
    }
    InputStream in = entity.getContent();
    byte[] body = in.readNBytes(MOST_BYTES + 1);
    if (body.length > MOST_BYTES) {
      throw new IOException("the answer is longer than " + MOST_BYTES + " bytes");
    }
    return body;
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
