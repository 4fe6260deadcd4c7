package dev.tripline.dispatcher.dashboard;

import dev.tripline.dispatcher.access.chain.SessionCookie;
import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.access.rule.Role;
import dev.tripline.dispatcher.function.trace.TraceLinks;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.exchange.PageHeaders;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.InstantSource;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.ModelAttribute;

/// What all pages have in common: their headers, the one who looks, and how a failure is shown.
@ControllerAdvice(basePackageClasses = PageFrameController.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
class PageFrameController {
  /// Scripts and styles are files of this server; nothing is framed, or sent elsewhere.
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private final InstantSource clock;
  private final TraceLinks traces;

  PageFrameController(InstantSource clock, TraceLinks traces) {
    this.clock = clock;
    this.traces = traces;
  }

  /// @param name of the actor
  /// @param session whether there is one to log out of
  /// @param operates whether more than reading is offered
  /// @param administers whether what is masked may be shown
  record Visitor(String name, String role, boolean session, boolean operates, boolean administers) {

    static Visitor of(HttpServletRequest request) {
      Caller caller = Caller.of(request);
      if (caller == null) {
        throw new IllegalStateException("a page is shown to nobody");
      }
      return new Visitor(
          caller.actor().name(),
          caller.role().word(),
          SessionCookie.of(request) != null,
          caller.role().seesContent(),
          caller.role() == Role.ADMIN);
    }
  }

  @ModelAttribute
  void common(HttpServletRequest request, HttpServletResponse response, Model model) {
    headers(response);
    describe(request, model);
  }

  private void describe(HttpServletRequest request, Model model) {
    model.addAttribute("visitor", Visitor.of(request));
    model.addAttribute("traces", traces);
    model.addAttribute("times", new Times(clock.instant()));
  }

  private static void headers(HttpServletResponse response) {
    PageHeaders.of(POLICY).forEach(response::setHeader);
  }

  /// The percent signs of a query or a form stand for no text.
  @ExceptionHandler
  String unreadable(
      InvalidParameterException e,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model) {
    return problem(ApiProblem.unreadableParameters(), request, response, model);
  }

  @ExceptionHandler
  String problem(
      ApiProblem problem, HttpServletRequest request, HttpServletResponse response, Model model) {
    headers(response);
    describe(request, model);
    problem.headers().forEach(response::setHeader);
    response.setStatus(problem.status());
    model.addAttribute("title", problem.title());
    model.addAttribute("detail", problem.getMessage());
    model.addAttribute("errors", problem.errors());
    return "dashboard/problem";
  }
}
