package dev.tripline.dispatcher.trigger.kind.sns;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tripline.spi.network.AddressResolver;
import dev.tripline.testkit.topic.CertificateAuthority;
import dev.tripline.testkit.topic.SnsPublisher;
import dev.tripline.testkit.topic.SnsWeb;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;

/// A region of SNS: takes `Subscribe` and `Publish` by the Query protocol, and posts signed messages to the
/// endpoints that are subscribed. There is no SNS that could run beside a test. One at a time.
public final class SnsOfAws implements AutoCloseable {
  private static @Nullable SigningTrust trust;

  private final CertificateAuthority.Identity identity;
  private final SnsWeb web;
  private final GuardedWebRead read;
  private final HttpServer server;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<String, URI> subscribed = new ConcurrentHashMap<>();

  private SnsOfAws(CertificateAuthority authority) throws IOException {
    identity = authority.issue("sns.amazonaws.com", 30);
    web = new SnsWeb(authority.issue("sns.us-east-1.amazonaws.com", 30));
    web.serve(SnsPublisher.CERTIFICATE_PATH, identity.pem());
    AddressResolver here = _ -> new InetAddress[] {InetAddress.getLoopbackAddress()};
    read = new GuardedWebRead(here, authority.client(), web.port());
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  /// For the start of a dispatcher that takes this SNS for the real one.
  public static final class Beans {
    @Bean
    SigningTrust signingTrust() {
      return Objects.requireNonNull(trust);
    }
  }

  public static SnsOfAws start(Path directory) {
    try {
      CertificateAuthority authority =
          CertificateAuthority.create(Files.createDirectory(directory.resolve("authority")));
      SnsOfAws sns = new SnsOfAws(authority);
      trust = new SigningTrust(sns.read, List.of(authority.certificate()));
      return sns;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// For clients of SNS.
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void handle(HttpExchange exchange) throws IOException {
    Map<String, String> form =
        form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    String topic = form.getOrDefault("TopicArn", "");
    String action = form.getOrDefault("Action", "");
    SnsPublisher publisher = new SnsPublisher(identity, topic, "2");
    int status =
        switch (action) {
          case "Subscribe" -> {
            URI endpoint = URI.create(form.getOrDefault("Endpoint", ""));
            subscribed.put(topic, endpoint);
            String url = "https://" + publisher.host() + "/?Action=ConfirmSubscription&Token=t";
            yield post(
                endpoint,
                publisher,
                "SubscriptionConfirmation",
                SnsPublisher.body(
                    publisher.confirmation("SubscriptionConfirmation", "t", url, Instant.now())));
          }
          case "Publish" ->
              post(
                  Objects.requireNonNull(subscribed.get(topic), topic),
                  publisher,
                  "Notification",
                  publisher.notification(form.getOrDefault("Message", ""), Instant.now()));
          default -> 400;
        };
    byte[] answer =
        """
        <%1$sResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><%1$sResult>\
        <MessageId>m</MessageId><SubscriptionArn>pending confirmation</SubscriptionArn></%1$sResult>\
        <ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></%1$sResponse>\
        """
            .formatted(action)
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/xml");
    exchange.sendResponseHeaders(status, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  /// @return the status of the endpoint's answer
  private int post(URI endpoint, SnsPublisher publisher, String type, byte[] body)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint).POST(HttpRequest.BodyPublishers.ofByteArray(body));
    publisher.headers(type).forEach(request::header);
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static Map<String, String> form(String body) {
    Map<String, String> form = new TreeMap<>();
    for (String pair : List.of(body.split("&", -1))) {
      int equals = pair.indexOf('=');
      form.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
    }
    return form;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    server.stop(0);
    http.close();
    web.close();
    try {
      read.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
