package dev.tripline.dispatcher.document;

import dev.tripline.dispatcher.access.chain.RootService;
import dev.tripline.dispatcher.access.chain.SignatureCheck;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import tools.jackson.databind.node.JsonNodeFactory;

/// One of the services at `/`. IAM and STS take forms, as SNS does, and are told from it by the service
/// that a request says it is signed for; the signature is then verified for that one.
///
/// @param namespace of its XML; empty if it speaks JSON
record DocumentService(String name, String namespace, SignatureCheck signatures)
    implements RootService {
  static final String LOGS = "logs";
  static final String LOGS_TARGET = "Logs_20140328.";
  static final int BODY_LIMIT = 512 * 1024;

  @Override
  public boolean isCalled(HttpServletRequest request) {
    String target = request.getHeader("X-Amz-Target");
    return name.equals(LOGS)
        ? target != null && target.startsWith(LOGS_TARGET)
        : target == null && isSignedFor(name, request);
  }

  private static boolean isSignedFor(String service, HttpServletRequest request) {
    String authorization = request.getHeader("Authorization");
    return authorization != null && authorization.contains("/" + service + "/aws4_request");
  }

  @Override
  public void refuse(HttpServletResponse response, int status, String code, String message)
      throws IOException {
    String requestId = UUID.randomUUID().toString();
    RefusedException error =
        new RefusedException(
            status, namespace.isEmpty() ? code : RootService.queryCode(code), message);
    write(response, status, requestId, error(error, requestId));
  }

  byte[] error(RefusedException error, String requestId) {
    return namespace.isEmpty()
        ? JsonNodeFactory.instance
            .objectNode()
            .put("__type", error.code())
            .put("message", error.getMessage())
            .toString()
            .getBytes(StandardCharsets.UTF_8)
        : QueryXml.error(namespace, error, requestId);
  }

  void write(HttpServletResponse response, int status, String requestId, byte[] body)
      throws IOException {
    String type = namespace.isEmpty() ? "application/x-amz-json-1.1" : "text/xml";
    RootService.write(response, status, type, requestId, body);
  }
}
