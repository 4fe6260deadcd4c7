package dev.tripline.dispatcher.access.login;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// A client that sends what a browser sends: its cookies, and the origin of the page. It follows no redirect.
public final class PageClient implements AutoCloseable {
  private final URI endpoint;
  private final Map<String, String> cookies = new LinkedHashMap<>();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  public PageClient(URI endpoint) {
    this.endpoint = endpoint;
  }

  public Map<String, String> cookies() {
    return cookies;
  }

  /// The value of the session's cookie.
  public String session() {
    return Objects.requireNonNull(cookies.get("tripline_session"));
  }

  public HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return exchange(request(path).header("Accept", "text/html,*/*;q=0.8").GET());
  }

  public HttpResponse<String> post(String path, String type, String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        request(path)
            .header("Origin", endpoint.toString())
            .header("Sec-Fetch-Site", "same-origin")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (!type.isEmpty()) {
      request.header("Content-Type", type);
    }
    return exchange(request);
  }

  public HttpResponse<String> logIn(String name, String password)
      throws IOException, InterruptedException {
    return post(
        "/login",
        "application/x-www-form-urlencoded",
        "name=" + encoded(name) + "&password=" + encoded(password));
  }

  /// To any path of the dispatcher, with the cookies.
  public HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(endpoint.resolve(path));
    if (!cookies.isEmpty()) {
      request.header(
          "Cookie",
          cookies.entrySet().stream()
              .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
              .collect(Collectors.joining("; ")));
    }
    return request;
  }

  /// Keeps the cookies of the answer.
  public HttpResponse<String> exchange(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    for (String cookie : answer.headers().allValues("Set-Cookie")) {
      String[] pair = cookie.split(";", 2)[0].split("=", 2);
      if (cookie.contains("Max-Age=0")) {
        cookies.remove(pair[0]);
      } else {
        cookies.put(pair[0], pair[1]);
      }
    }
    return answer;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    http.close();
  }
}
