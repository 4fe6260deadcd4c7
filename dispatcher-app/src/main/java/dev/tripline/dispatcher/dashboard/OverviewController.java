package dev.tripline.dispatcher.dashboard;

import dev.tripline.dispatcher.access.rule.AccessRules;
import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.access.rule.Decision;
import dev.tripline.dispatcher.access.rule.Resource;
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

/// `/`, the first page, and `/live`, by which it stays up to date: server-sent events `figures` with the
/// part of the page that has changed. Each watcher holds one (virtual) thread.
@Controller
class OverviewController {
  private static final String WATCH = "WatchActivity";
  private static final Duration BEAT = Duration.ofSeconds(1);
  private static final int SILENT_BEATS = 10;

  private final Overviews overviews;
  private final AccessRules rules;
  private final ITemplateEngine templates;
  private final CountDownLatch closing = new CountDownLatch(1);

  OverviewController(Overviews overviews, AccessRules rules, ITemplateEngine templates) {
    this.overviews = overviews;
    this.rules = rules;
    this.templates = templates;
  }

  /// Whoever may see nothing is told who one is.
  @Operation("ShowHome")
  @GetMapping("/")
  String show(HttpServletRequest request, Model model) {
    if (rules.decide(Caller.of(request), WATCH, Resource.ANY) instanceof Decision.Allowed) {
      model.addAttribute("overview", Shown.to(request, overviews.now(), Overview.class));
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
    while (Caller.isStill(request)) {
      Overview now = Shown.to(request, overviews.now(), Overview.class);
      if (told == null || !now.shows(told)) {
        stream.send("figures", figures(now));
        told = now;
      } else {
        stream.beat();
      }
      if (closing.await(BEAT.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    }
  }

  private String figures(Overview overview) {
    Context context =
        new Context(Locale.ROOT, Map.of("overview", overview, "times", new Times(overview.at())));
    return templates.process("dashboard/overview", Set.of("figures"), context);
  }

  /// Ends the streams of all watchers, so that an orderly stop need not wait for them.
  @EventListener(ContextClosedEvent.class)
  void close() {
    closing.countDown();
  }
}
