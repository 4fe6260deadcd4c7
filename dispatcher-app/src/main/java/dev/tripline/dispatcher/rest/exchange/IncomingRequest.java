package dev.tripline.dispatcher.rest.exchange;

import dev.tripline.adapter.http.proxy.ProxyRequest;
import dev.tripline.adapter.http.proxy.ProxyRequest.Header;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads a request for a function.
public final class IncomingRequest {
  private IncomingRequest() {}

  /// Reads the body, once. Blocks while it arrives.
  ///
  /// @param limit in bytes
  /// @return null if it is longer; the rest is not read
  /// @throws IOException if it broke off
  public static byte @Nullable [] body(HttpServletRequest request, int limit) throws IOException {
    if (request.getContentLengthLong() > limit) {
      return null;
    }
    try (InputStream in = request.getInputStream()) {
      byte[] body = in.readNBytes(limit + 1);
      return body.length > limit ? null : body;
    }
  }

  /// The request as a function is told of it: without credentials of this dispatcher.
  ///
  /// @param path as the function sees it, still encoded
  /// @param withAuthorization whether the header `Authorization` is meant for the function
  public static ProxyRequest of(
      HttpServletRequest request, String path, byte[] body, boolean withAuthorization) {
    List<Header> headers = new ArrayList<>();
    for (String name : Collections.list(request.getHeaderNames())) {
      for (String value : Collections.list(request.getHeaders(name))) {
        headers.add(new Header(name, value));
      }
    }
    headers = new ArrayList<>(OwnCredentials.without(headers, !withAuthorization));
    forwarded(headers, request);
    String query = request.getQueryString();
    return new ProxyRequest(
        request.getMethod(),
        path,
        query == null ? "" : OwnCredentials.without(query),
        headers,
        body,
        new ProxyRequest.Peer(
            request.getRemoteAddr(),
            request.getProtocol(),
            request.getScheme(),
            request.getServerPort()));
  }

  /// The last address is the one that this server saw; those before it are the client's word.
  private static void forwarded(List<Header> headers, HttpServletRequest request) {
    String before =
        headers.stream()
            .filter(header -> header.name().equals("x-forwarded-for"))
            .map(header -> header.value() + ",")
            .collect(Collectors.joining());
    headers.removeIf(header -> header.name().equals("x-forwarded-for"));
    headers.add(new Header("x-forwarded-for", before + request.getRemoteAddr()));
    addAbsent(headers, "x-forwarded-port", Integer.toString(request.getServerPort()));
    addAbsent(headers, "x-forwarded-proto", request.getScheme());
  }

  private static void addAbsent(List<Header> headers, String name, String value) {
    if (headers.stream().noneMatch(header -> header.name().equals(name))) {
      headers.add(new Header(name, value));
    }
  }
}
