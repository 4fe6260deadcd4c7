package dev.tripline.dispatcher.lambdaapi.wire;

import dev.tripline.spi.store.StoreFullException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The Lambda API over HTTP: finds the operation, writes its answer or its error, and names the
/// request. A plain servlet, so that the path of an invocation passes through nothing else.
public final class LambdaServlet extends HttpServlet {
  private static final Logger log = LoggerFactory.getLogger(LambdaServlet.class);
  private static final String FUNCTIONS = "/2015-03-31/functions/";
  private static final String INVOCATIONS = "/invocations";

  private final transient Routes routes;
  private final transient Operation invoke;
  private final transient Supplier<UUID> ids;

  /// @param invoke the operation Invoke, which is looked for first
  /// @param ids names for requests
  public LambdaServlet(Routes routes, Operation invoke, Supplier<UUID> ids) {
    this.routes = routes;
    this.invoke = invoke;
    this.ids = ids;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String requestId = ids.get().toString();
    response.setHeader("x-amzn-RequestId", requestId);
    Answer answer;
    try {
      answer = answer(requestId, request);
    } catch (ApiException e) {
      answer = e.answer();
    } catch (StoreFullException e) {
      log.warn("request {} is refused, nothing was accepted: {}", requestId, e.getMessage());
      answer =
          new ApiException(ErrorType.SERVICE_UNAVAILABLE, "The store takes no more work.").answer();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      answer = new ApiException(ErrorType.SERVICE_UNAVAILABLE, "The service is stopping.").answer();
    } catch (RuntimeException e) {
      log.error("request {} failed and is answered with 500", requestId, e);
      answer = new ApiException(ErrorType.SERVICE, "An internal error occurred.").answer();
    }
    answer.write(response);
  }

  private Answer answer(String requestId, HttpServletRequest request) throws InterruptedException {
    String path = request.getRequestURI();
    String method = request.getMethod();
    if (method.equals("POST") && path.startsWith(FUNCTIONS) && path.endsWith(INVOCATIONS)) {
      int end = path.length() - INVOCATIONS.length();
      if (end > FUNCTIONS.length() && path.indexOf('/', FUNCTIONS.length()) == end) {
        String name = decode(path.substring(FUNCTIONS.length(), end));
        return invoke.handle(new Call(requestId, request, Map.of("FunctionName", name)));
      }
    }
    Routes.Match match = routes.find(method, parts(path));
    if (match == null) {
      throw new ApiException(
          ErrorType.NOT_OFFERED, "The operation " + method + " " + path + " is not offered yet.");
    }
    return match.operation().handle(new Call(requestId, request, match.labels()));
  }

  private static List<String> parts(String path) {
    List<String> parts = new ArrayList<>();
    int length = path.endsWith("/") ? path.length() - 1 : path.length();
    int start = 1;
    while (start <= length) {
      int slash = path.indexOf('/', start);
      int end = slash < 0 || slash > length ? length : slash;
      parts.add(decode(path.substring(start, end)));
      start = end + 1;
    }
    return parts;
  }

  /// A plus sign stands for itself in a path.
  private static String decode(String part) {
    if (part.indexOf('%') < 0) {
      return part;
    }
    try {
      return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new ApiException(ErrorType.SERIALIZATION, "The path is not correctly encoded.");
    }
  }
}
