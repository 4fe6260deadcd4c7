package dev.tripline.dispatcher.topic.query;

import dev.tripline.dispatcher.access.chain.RootService;
import dev.tripline.dispatcher.access.chain.SignatureCheck;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.UUID;

/// The API of SNS at the path `/`, where requests of the Query protocol are forms.
record SnsService(SignatureCheck signatures) implements RootService {
  /// A message of 256 KB of which each byte is encoded, with its attributes.
  static final int BODY_LIMIT = 1024 * 1024;

  private static final String FORM = "application/x-www-form-urlencoded";

  /// Whether it is a form, and no request of a service that is named by a header.
  static boolean isForm(HttpServletRequest request) {
    String type = request.getContentType();
    return type != null
        && request.getHeader("X-Amz-Target") == null
        && type.toLowerCase(Locale.ROOT).startsWith(FORM);
  }

  @Override
  public String name() {
    return "sns";
  }

  @Override
  public boolean isCalled(HttpServletRequest request) {
    return isForm(request);
  }

  @Override
  public void refuse(HttpServletResponse response, int status, String code, String message)
      throws IOException {
    String requestId = UUID.randomUUID().toString();
    String known =
        code.equals("AccessDeniedException")
            ? TopicException.Code.NOT_AUTHORIZED.text()
            : RootService.queryCode(code);
    write(response, status, requestId, QueryXml.error(status, known, message, requestId));
  }

  static void write(HttpServletResponse response, int status, String requestId, byte[] body)
      throws IOException {
    RootService.write(response, status, "text/xml", requestId, body);
  }
}
