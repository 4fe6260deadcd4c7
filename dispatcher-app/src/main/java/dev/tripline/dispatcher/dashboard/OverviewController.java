package dev.tripline.dispatcher.dashboard;

import dev.tripline.dispatcher.access.rule.AccessRules;
import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.access.rule.Decision;
import dev.tripline.dispatcher.access.rule.Resource;
import dev.tripline.dispatcher.dashboard.chart.Charts;
import dev.tripline.dispatcher.rest.Operation;
import dev.tripline.dispatcher.rest.exchange.EventStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.thymeleaf.ITemplateEngine;
import org.thymeleaf.context.Context;

/// `/`, the first page, and `/live`, by which it stays up to date: server-sent events `tiles`, `charts` and
/// `figures` with the parts of the page that have changed. Each watcher holds one (virtual) thread.
@Controller
class OverviewController {
  private static final String WATCH = "WatchActivity";
  private static final Duration BEAT = Duration.ofSeconds(1);
  private static final int SILENT_BEATS = 10;

  private final Overviews overviews;
  private final Charts charts;
  private final AccessRules rules;
  private final ITemplateEngine templates;
  private final CountDownLatch closing = new CountDownLatch(1);

  OverviewController(
      Overviews overviews, Charts charts, AccessRules rules, ITemplateEngine templates) {
    this.overviews = overviews;
    this.charts = charts;
    this.rules = rules;
    this.templates = templates;
  }

  /// Whoever may see nothing is told who one is.
  @Operation("ShowHome")
  @GetMapping("/")
  String show(HttpServletRequest request, Model model) {
    if (rules.decide(Caller.of(request), WATCH, Resource.ANY) instanceof Decision.Allowed) {
      model.addAttribute("overview", Shown.to(request, overviews.now(), Overview.class));
      model.addAttribute("charts", charts.overview());
    }
    return "dashboard/overview";
  }

  /// Returns when the watcher leaves or may not watch any more, or the service stops.
  @Operation(WATCH)
  @GetMapping("/live")
  void watch(HttpServletRequest request, HttpServletResponse response)
      throws IOException, InterruptedException {
    var stream = new EventStream(response, SILENT_BEATS);
    Overview told = null;
    long drawn = charts.step();
    while (Caller.isStill(request)) {
      Overview now = Shown.to(request, overviews.now(), Overview.class);
      boolean same = told != null && now.shows(told);
      if (!same) {
        Map<String, Object> figures = figures(now);
        stream.send("tiles", part("overview", "tiles", figures));
        stream.send("figures", part("overview", "figures", figures));
        told = now;
      }
      if (drawn != charts.step()) {
        drawn = charts.step();
        stream.send("charts", part("charts", "each", Map.of("charts", charts.overview())));
      } else if (same) {
        stream.beat();
      }
      if (closing.await(BEAT.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    }
  }

  private static Map<String, Object> figures(Overview overview) {
    return Map.of("overview", overview, "times", new Times(overview.at()));
  }

  private String part(String template, String fragment, Map<String, Object> model) {
    return templates.process(
        "dashboard/" + template, Set.of(fragment), new Context(Locale.ROOT, model));
  }

  /// Ends the streams of all watchers, so that an orderly stop need not wait for them.
  @EventListener(ContextClosedEvent.class)
  void close() {
    closing.countDown();
  }
}
