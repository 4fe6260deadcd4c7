package dev.tripline.dispatcher.idempotency;

import dev.tripline.adapter.http.proxy.ProxyAnswer;
import dev.tripline.adapter.http.proxy.ProxyRequest.Header;
import dev.tripline.spi.source.http.HttpAnswer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// An answer as it is kept. Its array is not copied: nobody changes it.
///
/// @param headers in their order, the type of the body among them
public record KeptResult(int status, List<Header> headers, byte[] body) {
  private static final String TYPE = "content-type";
  private static final Header REPLAYED = new Header(KeyedRequest.REPLAYED, "true");

  public KeptResult {
    headers = List.copyOf(headers);
  }

  public static KeptResult of(ProxyAnswer answer) {
    return new KeptResult(answer.status(), answer.headers(), answer.body());
  }

  public static KeptResult of(HttpAnswer.Response response) {
    List<Header> headers = new ArrayList<>();
    if (!response.contentType().isEmpty()) {
      headers.add(new Header(TYPE, response.contentType()));
    }
    response.headers().forEach((name, value) -> headers.add(new Header(name, value)));
    return new KeptResult(response.status(), headers, response.body());
  }

  public ProxyAnswer proxyAnswer() {
    return new ProxyAnswer(status, headers, body);
  }

  HttpAnswer.Response response() {
    Map<String, String> others = new LinkedHashMap<>();
    String type = "";
    for (Header header : headers) {
      if (header.name().equals(TYPE)) {
        type = header.value();
      } else {
        others.put(header.name(), header.value());
      }
    }
    return new HttpAnswer.Response(status, others, type, body);
  }

  boolean isReplayed() {
    return !headers.isEmpty() && headers.getLast().equals(REPLAYED);
  }

  /// The same, with the header that says so.
  KeptResult replayed() {
    List<Header> all = new ArrayList<>(headers);
    all.add(REPLAYED);
    return new KeptResult(status, all, body);
  }
}
