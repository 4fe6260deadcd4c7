package dev.tripline.dispatcher.lambdaapi.wire;

import dev.tripline.spi.store.StoreFullException;
import dev.tripline.spi.store.StoreUnavailableException;
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
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The Lambda API over HTTP: finds the operation, writes its answer or its error, and names the
/// request. A plain servlet, so that the path of an invocation passes through nothing else.
public final class LambdaServlet extends HttpServlet {
  /// Stands for the operation of a request whose path leads to none.
  public static final String UNKNOWN = "Unknown";

  private static final Logger log = LoggerFactory.getLogger(LambdaServlet.class);
  private static final Routes.Match NOWHERE = new Routes.Match(UNKNOWN, Map.of());
  private static final String INVOKE = "Invoke";
  private static final String FUNCTIONS = "/2015-03-31/functions/";
  private static final String INVOCATIONS = "/invocations";

  private final transient Routes routes;
  private final transient BiConsumer<String, Call> gate;
  private final transient List<RequestListener> listeners;
  private final transient Supplier<UUID> ids;

  /// @param gate asked with the name of each operation before it is carried out; refuses it by an
  ///     [ApiException]
  /// @param ids names for requests
  public LambdaServlet(
      Routes routes,
      BiConsumer<String, Call> gate,
      List<RequestListener> listeners,
      Supplier<UUID> ids) {
    this.routes = routes;
    this.gate = gate;
    this.listeners = List.copyOf(listeners);
    this.ids = ids;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    long begun = System.nanoTime();
    String requestId = ids.get().toString();
    response.setHeader("x-amzn-RequestId", requestId);
    Routes.Match match = NOWHERE;
    Call call = new Call(requestId, request, match.labels());
    Answer answer;
    try {
      match = find(request);
      call = new Call(requestId, request, match.labels());
      gate.accept(match.name(), call);
      answer = routes.operation(match.name()).handle(call);
    } catch (ApiException e) {
      log.debug("{} {} is refused: {}", match.name(), requestId, e.getMessage());
      answer = e.answer();
    } catch (StoreFullException e) {
      log.warn(
          "{} {} is refused, nothing was accepted: {}", match.name(), requestId, e.getMessage());
      answer =
          new ApiException(ErrorType.SERVICE_UNAVAILABLE, "The store takes no more work.").answer();
    } catch (StoreUnavailableException e) {
      log.debug("{} {} is refused: {}", match.name(), requestId, e.getMessage());
      answer =
          new ApiException(
                  ErrorType.SERVICE_UNAVAILABLE,
                  e.inDoubt()
                      ? "The connection to the store broke; the request may have been carried out."
                      : "The store does not answer now.")
              .answer();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      answer = new ApiException(ErrorType.SERVICE_UNAVAILABLE, "The service is stopping.").answer();
    } catch (RuntimeException e) {
      log.error("{} {} failed and is answered with 500", match.name(), requestId, e);
      answer = new ApiException(ErrorType.SERVICE, "An internal error occurred.").answer();
    }
    long nanos = System.nanoTime() - begun;
    for (RequestListener listener : listeners) {
      listener.answered(match.name(), call, answer, nanos);
    }
    answer.write(response);
  }

  private Routes.Match find(HttpServletRequest request) {
    String path = request.getRequestURI();
    String method = request.getMethod();
    if (method.equals("POST") && path.startsWith(FUNCTIONS) && path.endsWith(INVOCATIONS)) {
      int end = path.length() - INVOCATIONS.length();
      if (end > FUNCTIONS.length() && path.indexOf('/', FUNCTIONS.length()) == end) {
        String name = decode(path.substring(FUNCTIONS.length(), end));
        return new Routes.Match(INVOKE, Map.of("FunctionName", name));
      }
    }
    Routes.Match match = routes.find(method, parts(path), request.getQueryString());
    if (match == null) {
      throw new ApiException(
          ErrorType.UNKNOWN_OPERATION, "The Lambda API has no operation " + method + " " + path);
    }
    return match;
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
