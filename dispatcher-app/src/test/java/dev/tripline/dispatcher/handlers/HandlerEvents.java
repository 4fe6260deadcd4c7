package dev.tripline.dispatcher.handlers;

/// Events in the shape of their sources.
final class HandlerEvents {
  private HandlerEvents() {}

  /// One object was made.
  static String s3(String bucket, String key) {
    return """
    {"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"us-east-1",
     "eventTime":"2026-01-01T00:00:00.000Z","eventName":"ObjectCreated:Put",
     "s3":{"s3SchemaVersion":"1.0","bucket":{"name":"%s","arn":"arn:aws:s3:::%s"},
      "object":{"key":"%s","size":1,"eTag":"0"}}}]}
    """
        .formatted(bucket, bucket, key);
  }

  /// Messages of a queue, named `m0`, `m1` and so on.
  ///
  /// @param bodies as the insides of JSON strings
  static String sqs(String... bodies) {
    StringBuilder records = new StringBuilder();
    for (int i = 0; i < bodies.length; i++) {
      records.append(i == 0 ? "" : ",");
      records.append(
          """
          {"messageId":"m%d","receiptHandle":"r%d","body":"%s","md5OfBody":"0","eventSource":"aws:sqs",
           "attributes":{"ApproximateReceiveCount":"1","SentTimestamp":"1","SenderId":"s",
            "ApproximateFirstReceiveTimestamp":"1"},"messageAttributes":{},
           "eventSourceARN":"arn:aws:sqs:us-east-1:000000000000:q","awsRegion":"us-east-1"}
          """
              .formatted(i, i, bodies[i]));
    }
    return "{\"Records\":[" + records + "]}";
  }

  /// A request to an HTTP API, payload format 2.0.
  ///
  /// @param query `a=b`, or empty
  /// @param body the inside of a JSON string; empty without
  static String http(String method, String path, String query, String body) {
    String[] pair = query.split("=", 2);
    String queries =
        query.isEmpty()
            ? ""
            : "\"queryStringParameters\":{\"%s\":\"%s\"},".formatted(pair[0], pair[1]);
    String content = body.isEmpty() ? "" : "\"body\":\"" + body + "\",";
    return """
    {"version":"2.0","routeKey":"$default","rawPath":"%s","rawQueryString":"%s",%s%s
     "headers":{"content-type":"application/json","host":"example.org"},
     "pathParameters":{"id":"%s"},"isBase64Encoded":false,
     "requestContext":{"accountId":"000000000000","apiId":"a","domainName":"example.org",
      "domainPrefix":"example","requestId":"r","routeKey":"$default","stage":"$default",
      "time":"01/Jan/2026:00:00:00 +0000","timeEpoch":1767225600000,
      "http":{"method":"%s","path":"%s","protocol":"HTTP/1.1","sourceIp":"127.0.0.1",
       "userAgent":"test"}}}
    """
        .formatted(
            path, query, queries, content, path.substring(path.lastIndexOf('/') + 1), method, path);
  }
}
