package dev.tripline.dispatcher.crash;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The ways by which events are pushed, each with an event that is told by its id and sent again as its
/// sender would.
enum PushIngress {
  INVOKE("/2015-03-31/functions/recorder/invocations") {
    @Override
    List<String> headers(String id) {
      return List.of("X-Amz-Invocation-Type", "Event", "Idempotency-Key", id);
    }
  },
  ROUTE("/http/later") {
    @Override
    List<String> headers(String id) {
      return List.of("Idempotency-Key", id);
    }
  },
  CLOUD_EVENT("/v1/events/inbox") {
    @Override
    List<String> headers(String id) {
      return List.of(
          "ce-specversion", "1.0", "ce-id", id, "ce-source", "/shop", "ce-type", "order");
    }
  },
  NOTIFICATION_OF_A_BUCKET("/v1/events/photos") {
    @Override
    String body(String id) {
      return """
      {"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"us-east-1",
       "eventTime":"2026-01-31T12:00:00.000Z","eventName":"ObjectCreated:Put",
       "s3":{"bucket":{"name":"photos"},"object":{"key":"%s","size":5,"sequencer":"01"}}}]}
      """
          .formatted(id);
    }
  },
  MESSAGE_OF_SNS("/v1/events/news") {
    @Override
    List<String> headers(String id) {
      return List.of(
          "x-amz-sns-rawdelivery",
          "true",
          "x-amz-sns-topic-arn",
          NEWS,
          "x-amz-sns-message-id",
          id,
          "Authorization",
          "Basic "
              + Base64.getEncoder().encodeToString("sns:of-sns".getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    String body(String id) {
      return id;
    }
  },
  WEBHOOK("/http/hook") {
    @Override
    List<String> headers(String id) {
      return List.of("X-Hub-Signature-256", "sha256=" + hmac(body(id)));
    }
  },
  PUBLISH("/") {
    @Override
    List<String> headers(String id) {
      return List.of("Idempotency-Key", id);
    }

    @Override
    String type() {
      return "application/x-www-form-urlencoded";
    }

    @Override
    String body(String id) {
      return "Action=Publish&Version=2010-03-31&Message="
          + id
          + "&TopicArn="
          + URLEncoder.encode(ORDERS, StandardCharsets.UTF_8);
    }
  },
  PUT_EVENTS("/") {
    @Override
    List<String> headers(String id) {
      return List.of("X-Amz-Target", "AWSEvents.PutEvents", "Idempotency-Key", id);
    }

    @Override
    String type() {
      return "application/x-amz-json-1.1";
    }

    @Override
    String body(String id) {
      return """
      {"Entries":[{"Source":"shop","DetailType":"order","Detail":"{\\"id\\":\\"%s\\"}"}]}
      """
          .formatted(id);
    }
  };

  static final String NEWS = "arn:aws:sns:us-east-1:123456789012:news";
  static final String ORDERS = "arn:aws:sns:us-east-1:000000000000:orders";

  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final int NOT_READY = 503;

  private final String path;

  PushIngress(String path) {
    this.path = path;
  }

  /// The Python function that gets events of all of them, and writes a line with the id of each.
  static String function() {
    return """

    import json

    def identity(event):
        if "Records" in event:
            record = event["Records"][0]
            return record["Sns"]["Message"] if "Sns" in record else record["s3"]["object"]["key"]
        if "detail" in event:
            return event["detail"]["id"]
        return json.loads(event["body"])["id"] if "body" in event else event["id"]

    def handler(event, context):
        id = identity(event)
        record(id, context, "ok")
        while id.startswith("slow") and not os.path.exists(LEDGER + "-go"):
            time.sleep(0.02)
        return {"id": id, "run": context.aws_request_id}
    """;
  }

  /// The forms of the triggers that they need.
  static List<String> triggers() {
    return List.of(
        "{'name':'later','function':'recorder',"
            + "'source':{'kind':'route','method':'POST','path':'/later','async':true}}",
        "{'name':'now','function':'recorder',"
            + "'source':{'kind':'route','method':'POST','path':'/now'}}",
        "{'name':'hook','function':'recorder','source':{'kind':'route','method':'POST',"
            + "'path':'/hook','async':true,"
            + "'signature':{'scheme':'github','secret':'secret:sns'}}}",
        "{'name':'inbox','function':'recorder','source':{'kind':'http'}}",
        "{'name':'photos','function':'recorder','source':{'kind':'s3'}}",
        "{'name':'news','function':'recorder','source':{'kind':'sns','topics':['"
            + NEWS
            + "'],'raw':{'user':'sns','password':'secret:sns'}}}",
        "{'name':'orders','function':'recorder','source':{'kind':'topic','topic':'orders'}}",
        "{'name':'events','function':'recorder',"
            + "'source':{'kind':'event-bus','bus':'default','pattern':{'source':['shop']}}}");
  }

  private static String hmac(String body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec("of-sns".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JVM has HmacSHA256", e);
    }
  }

  List<String> headers(String id) {
    return List.of();
  }

  String type() {
    return "application/json";
  }

  String body(String id) {
    return "{\"id\":\"" + id + "\"}";
  }

  /// An answer, without what tells one answer from its repetition.
  record Told(int status, String body, String requestId) {}

  /// Sends the event; again as long as the dispatcher says that it is not ready. Blocking.
  ///
  /// @throws IOException if the dispatcher is gone
  Told send(URI endpoint, String id) throws IOException, InterruptedException {
    List<String> headers = new ArrayList<>(headers(id));
    headers.addAll(List.of("Content-Type", type()));
    HttpRequest request =
        HttpRequest.newBuilder(endpoint.resolve(path))
            .timeout(Duration.ofSeconds(60))
            .headers(headers.toArray(String[]::new))
            .POST(BodyPublishers.ofString(body(id)))
            .build();
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      while (true) {
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != NOT_READY || System.nanoTime() > deadline) {
          return told(answer);
        }
        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      }
    }
  }

  /// The id of the request is the answer of an invocation, and of no other.
  private Told told(HttpResponse<String> answer) {
    String id = this == INVOKE ? answer.headers().firstValue("x-amzn-RequestId").orElse("") : "";
    return new Told(answer.statusCode(), answer.body(), id);
  }
}
