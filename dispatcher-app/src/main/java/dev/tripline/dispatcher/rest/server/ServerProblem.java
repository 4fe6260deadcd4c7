package dev.tripline.dispatcher.rest.server;

import dev.tripline.dispatcher.rest.guard.Refusal;

/// The answers for statuses that the HTTP server itself has chosen.
final class ServerProblem {
  private ServerProblem() {}

  /// @param encoded whether the request names a transfer encoding
  static Refusal of(int status, boolean encoded) {
    return switch (status) {
      case 400 ->
          new Refusal(
              status, "Invalid request", "the request line, the path or a header is malformed");
      case 404 -> new Refusal(status, "Not found", "nothing is at this path");
      case 405 -> new Refusal(status, "Method Not Allowed", "this method is not offered here");
      case 413 -> new Refusal(status, "Content too large", "the request is too large");
      case 414 -> new Refusal(status, "URI Too Long", "the path and query are too long");
      case 431 ->
          new Refusal(
              status, "Request Header Fields Too Large", "the headers are too large altogether");
      case 501 ->
          new Refusal(
              status,
              "Not Implemented",
              encoded ? "this transfer encoding is not offered" : "this method is not offered");
      case 505 ->
          new Refusal(
              status,
              "HTTP Version Not Supported",
              "HTTP/1.1 and HTTP/1.0 are spoken here, and no other version");
      case 503 -> new Refusal(status, "Unavailable", "the dispatcher is stopping");
      default ->
          status < 500
              ? new Refusal(status, "Invalid request", "the request cannot be served")
              : new Refusal(
                  status, "Internal error", "the dispatcher's log says more about this failure");
    };
  }
}
