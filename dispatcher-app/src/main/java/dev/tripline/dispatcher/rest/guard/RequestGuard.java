package dev.tripline.dispatcher.rest.guard;

import dev.tripline.dispatcher.rest.exchange.ExposedAddresses;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The first filter of all requests, whatever their route: refuses names that are not this dispatcher's,
/// pages of other origins where no function answers to them, and paths that can be read in two ways. Safe for many threads.
final class RequestGuard implements Filter {
  private final AllowedHosts hosts;
  private final List<ExposedAddresses> exposed;
  private final RefusalMeters meters;

  /// @param exposed addresses at which other origins are let in
  RequestGuard(AllowedHosts hosts, List<ExposedAddresses> exposed, RefusalMeters meters) {
    this.hosts = hosts;
    this.exposed = List.copyOf(exposed);
    this.meters = meters;
  }

  @Override
  public void doFilter(ServletRequest any, ServletResponse answer, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest request = (HttpServletRequest) any;
    Refusal refusal = refusal(request);
    if (refusal == null) {
      chain.doFilter(any, answer);
    } else {
      refusal.write((HttpServletResponse) answer, request.getRequestURI());
    }
  }

  private @Nullable Refusal refusal(HttpServletRequest request) {
    List<String> named = values(request, "Host");
    boolean exposedHost = named.size() == 1 && isExposedHost(named.getFirst());
    if (named.size() != 1 || !(exposedHost || hosts.allow(named.getFirst()))) {
      meters.refused(RefusalMeters.Reason.HOST);
      return Refusal.forbidden(
          named.size() == 1
              ? "this dispatcher is not called "
                  + named.getFirst()
                  + "; tripline.http.hosts lists its names"
              : "a request needs one header Host");
    }
    String foreign = isExposed(exposedHost, request) ? null : foreign(named.getFirst(), request);
    if (foreign != null) {
      meters.refused(RefusalMeters.Reason.ORIGIN);
      return Refusal.forbidden(foreign);
    }
    String ambiguous = RequestPath.objection(request.getRequestURI());
    if (ambiguous != null) {
      meters.refused(RefusalMeters.Reason.PATH);
      return Refusal.invalid(ambiguous);
    }
    return null;
  }

  private boolean isExposedHost(String host) {
    for (ExposedAddresses addresses : exposed) {
      if (addresses.hasHost(host)) {
        return true;
      }
    }
    return false;
  }

  private boolean isExposed(boolean host, HttpServletRequest request) {
    if (host) {
      return true;
    }
    for (ExposedAddresses addresses : exposed) {
      if (addresses.hasPath(request.getRequestURI())) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable String foreign(String host, HttpServletRequest request) {
    boolean returns =
        RequestOrigin.mayBeReturn(request.getMethod(), request.getRequestURI())
            && RequestOrigin.isNavigation(
                values(request, "Sec-Fetch-Mode"), values(request, "Sec-Fetch-Dest"));
    return RequestOrigin.objection(
        host, values(request, "Origin"), returns ? List.of() : values(request, "Sec-Fetch-Site"));
  }

  private static List<String> values(HttpServletRequest request, String header) {
    Enumeration<String> values = request.getHeaders(header);
    return values.hasMoreElements() ? Collections.list(values) : List.of();
  }
}
