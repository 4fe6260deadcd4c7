package dev.tripline.adapter.http.proxy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A request that a function is to answer. Its array is not copied: nobody changes it.
///
/// @param method in upper case
/// @param path as the function sees it, still percent-encoded, with a leading slash
/// @param query as it was sent, without the question mark; empty if there was none
/// @param headers in their order, those of one name one by one
/// @param body complete; empty if there was none
public record ProxyRequest(
    String method, String path, String query, List<Header> headers, byte[] body, Peer peer) {
  public ProxyRequest {
    headers = List.copyOf(headers);
  }

  /// @param name in lower case
  public record Header(String name, String value) {
    public Header {
      name = name.toLowerCase(Locale.ROOT);
    }
  }

  /// The client, and how it reached this server.
  ///
  /// @param sourceIp its address
  /// @param protocol such as `HTTP/1.1`
  /// @param scheme `http` or `https`
  /// @param port of this server, as the client named it
  public record Peer(String sourceIp, String protocol, String scheme, int port) {}

  /// The first value of a header.
  ///
  /// @param name in lower case
  public Optional<String> header(String name) {
    return headers.stream()
        .filter(header -> header.name().equals(name))
        .map(Header::value)
        .findFirst();
  }

  /// The host that the client asked for, without the port; empty if it named none.
  public String domain() {
    String host = header("host").orElse("");
    int colon = host.lastIndexOf(':');
    return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
  }

  /// The values of each header.
  Map<String, List<String>> headersByName() {
    Map<String, List<String>> all = new LinkedHashMap<>();
    for (Header header : headers) {
      all.computeIfAbsent(header.name(), _ -> new ArrayList<>()).add(header.value());
    }
    return all;
  }
}
