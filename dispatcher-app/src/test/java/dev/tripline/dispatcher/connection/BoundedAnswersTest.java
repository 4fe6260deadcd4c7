package dev.tripline.dispatcher.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.tripline.dispatcher.secret.reference.SecretReference;
import dev.tripline.spi.network.AddressResolver;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/// A store whose answers have no end.
class BoundedAnswersTest {
  private static final byte[] KEYS =
      "<Contents><Key>k</Key></Contents>".repeat(1_000).getBytes(StandardCharsets.UTF_8);

  @Test
  void listing_without_an_end_is_not_read_to_it() throws Exception {
    AtomicLong sent = new AtomicLong();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream body = exchange.getResponseBody()) {
            body.write("<ListBucketResult>".getBytes(StandardCharsets.UTF_8));
            while (sent.addAndGet(KEYS.length) < 1L << 30) {
              body.write(KEYS);
            }
          } catch (IOException _) {
            // The reader has left, as it should.
            exchange.close();
          }
        });
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    try (AwsClients clients =
            new AwsClients(
                new AwsSettings(Map.of(), null, null),
                "us-east-1",
                _ -> {
                  throw new IllegalStateException("no secret is stored");
                },
                AddressResolver.ANY);
        ClientLease<S3Client> lease =
            clients.s3(
                new AwsClients.Place(
                    "",
                    URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                    new AwsClients.Key("own", new SecretReference("env:PATH"))))) {
      assertThatThrownBy(() -> lease.client().listObjectsV2(r -> r.bucket("photos")))
          .isInstanceOf(SdkException.class)
          .hasStackTraceContaining("longer than");
    } finally {
      server.stop(0);
    }
    assertThat(sent.get()).isLessThan(1L << 29);
  }
}
