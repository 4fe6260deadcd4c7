package dev.tripline.dispatcher.dashboard.redrive;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.tripline.dispatcher.access.GuardedDispatcher;
import dev.tripline.dispatcher.dashboard.browser.RealBrowser;
import dev.tripline.dispatcher.dashboard.browser.Visits;
import dev.tripline.dispatcher.deadletter.redrive.RecordingFunction;
import dev.tripline.dispatcher.scenario.TriggerApp;
import dev.tripline.retry.TimeOrderedId;
import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.deadletter.DeadLetterQueries;
import dev.tripline.spi.deadletter.DeadLetterStore;
import dev.tripline.spi.invocation.FunctionTarget;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Redrives in a real browser: plan, canary, run, by hand and by keyboard.
class RedrivePagesTest {
  private static final LocatorAssertions.HasTextOptions PATIENT =
      new LocatorAssertions.HasTextOptions().setTimeout(60_000);

  @TempDir static Path data;

  private static RecordingFunction function;
  private static GuardedDispatcher dispatcher;
  private static RealBrowser browser;

  @BeforeAll
  static void start() throws Exception {
    browser = RealBrowser.start();
    function = new RecordingFunction();
    dispatcher = GuardedDispatcher.start(data, "--tripline.endpoints.allow=127.0.0.1");
    Visits.makeUsers(dispatcher, "operator", "viewer");
    dispatcher.admin("POST", "/v1/functions", function.form("orders"), 201);
  }

  @AfterAll
  static void stop() {
    if (browser != null) { // there is one to test with
      browser.close();
      dispatcher.close();
      function.close();
    }
  }

  private static void letters(int count) {
    Instant from = Instant.now().minusSeconds(600);
    dispatcher
        .bean(DeadLetterStore.class)
        .add(
            IntStream.range(0, count)
                .mapToObj(n ->
                    new DeadLetter(
                        TimeOrderedId.at(from.plusSeconds(n)),
                        UUID.randomUUID().toString(),
                        FunctionTarget.latest("orders"),
                        null,
                        "RetriesExhausted",
                        "it broke <b>badly</b>",
                        ("{\"n\":" + n + "}").getBytes(StandardCharsets.UTF_8),
                        null,
                        List.of(),
                        from,
                        from.plusSeconds(n),
                        0))
                .toList(),
            List.of());
  }

  private static long dead() {
    return dispatcher.bean(DeadLetterQueries.class).count(DeadLetterQueries.Filter.ALL).number();
  }

  private static Page logIn(BrowserContext context, String name) {
    Page page = Visits.logIn(dispatcher, context, name);
    page.navigate(dispatcher.endpoint() + "/dead-letters");
    return page;
  }

  private static void press(Page page, String button) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button).setExact(true))
        .press("Enter");
  }

  @Test
  void operator_plans_a_redrive_looks_at_its_canary_and_lets_it_run() {
    letters(12);
    List<String> complaints;
    try (BrowserContext context = browser.context()) {
      Page page = logIn(context, "operator");
      complaints = Visits.complaints(page);
      page.getByLabel("Function").fill("orders");
      press(page, "Search");
      press(page, "Plan a redrive");
      assertThat(page.locator("#count")).hasText("12");
      page.getByLabel("Canary, letters").fill("3");
      page.getByLabel("Rate, letters a second").fill("20");
      page.getByLabel("ask after the canary").press("Space");
      press(page, "Plan again");
      assertThat(page.getByLabel("ask after the canary")).isChecked();
      page.getByLabel("Reason").fill("the function is mended");
      press(page, "Begin");
      assertThat(page.locator("#state")).hasText("waiting", PATIENT);
      assertThat(page.locator("#delivered")).hasText("3");
      press(page, "Continue");
      assertThat(page.locator("#state")).hasText("completed", PATIENT);
      assertThat(page.locator("#delivered")).hasText("12");
      page.getByText("Redrives", new Page.GetByTextOptions().setExact(true)).click();
      assertThat(page.locator("tbody")).containsText("function orders");
    }
    assertThat(dead()).isZero();
    assertThat(complaints).isEmpty();
  }

  @Test
  void ticked_letter_is_redriven_and_another_one_is_mended_and_sent_again() {
    letters(2);
    function.clear();
    try (BrowserContext context = browser.context()) {
      Page page = logIn(context, "operator");
      page.locator("tbody input").first().press("Space");
      press(page, "Plan a redrive");
      assertThat(page.locator("main")).containsText("1 chosen letter");
      page.getByLabel("Reason").fill("this one");
      press(page, "Begin");
      assertThat(page.locator("#state")).hasText("completed", PATIENT);
      page.navigate(dispatcher.endpoint() + "/dead-letters");
      page.locator("tbody a").first().click();
      page.getByLabel("Payload").fill("{\"n\":99");
      page.locator(".edit input[name=reason]").fill("the number was wrong");
      press(page, "Send again");
      assertThat(page.getByRole(AriaRole.ALERT)).containsText("is not JSON");
      page.goBack();
      page.getByLabel("Payload").fill("{\"n\":99}");
      press(page, "Show the difference");
      assertThat(page.locator("#difference .added")).containsText("\"n\" : 99");
      assertThat(page.getByLabel("Payload")).hasValue("{\"n\":99}");
      page.locator(".edit input[name=reason]").fill("the number was wrong");
      press(page, "Send again");
      assertThat(page.getByRole(AriaRole.STATUS)).containsText("Queued again");
    }
    assertThat(dead()).isZero();
    TriggerApp.await(() -> function.numbers().equals(List.of(1, 99)), "both are delivered");
  }

  @Test
  void payloads_are_transformed_after_a_dry_run_and_others_are_found_and_purged() {
    letters(4);
    function.clear();
    try (BrowserContext context = browser.context()) {
      Page page = logIn(context, "operator");
      List<String> complaints = Visits.complaints(page);
      page.getByLabel("Path in payloads").fill("/n");
      page.getByLabel("Value there").fill("2");
      press(page, "Search");
      assertThat(page.locator("#found")).hasText("1");
      assertThat(page.locator("#looked")).hasText("4");
      page.locator("tbody input").first().press("Space");
      page.locator("#purge summary").click();
      page.getByLabel("Their number").fill("1");
      page.locator("#purge input[name=reason]").fill("a test");
      press(page, "Purge for good");
      assertThat(page.getByRole(AriaRole.STATUS)).containsText("1 purged");
      press(page, "Plan a redrive");
      page.locator("#transform summary").click();
      page.getByLabel("JSONata").fill("n = 0 ? $number('x') : $merge([$, {'n': n + 40}])");
      press(page, "Dry run");
      assertThat(page.locator("#looked")).hasText("3 of 3");
      assertThat(page.locator("#changed")).hasText("2");
      assertThat(page.locator("#failed")).hasText("1");
      assertThat(page.locator(".diff .added").first()).containsText("\"n\" : 41");
      for (ColorScheme colors : List.of(ColorScheme.DARK, ColorScheme.LIGHT)) {
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(colors));
        for (int width : new int[] {390, 1280}) {
          page.setViewportSize(width, 844);
          Visits.requireReadable(page, "the dry run", width);
          Visits.keep(page, "dry-run", colors, width);
        }
      }
      page.getByLabel("Reason").fill("other numbers");
      press(page, "Begin");
      assertThat(page.locator("#state")).hasText("completed", PATIENT);
      assertThat(page.locator("#untransformed")).hasText("1");
      assertThat(complaints).isEmpty();
    }
    assertThat(function.numbers()).containsExactlyInAnyOrder(41, 43);
    discard();
  }

  @Test
  void run_is_paused_resumed_and_cancelled_and_the_pages_are_readable_for_everybody() {
    letters(80);
    try (BrowserContext context = browser.context(ColorScheme.LIGHT, 1280)) {
      Page page = logIn(context, "operator");
      page.navigate(dispatcher.endpoint() + "/redrives/new?all=true&rate=0.2&canary=0");
      page.getByLabel("Reason").fill("slowly");
      press(page, "Begin");
      press(page, "Pause");
      assertThat(page.locator("#state")).hasText("paused");
      press(page, "Resume");
      assertThat(page.locator("#state")).hasText("running");
      String run = page.url();
      for (ColorScheme colors : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
        for (int width : new int[] {1280, 390}) {
          look(colors, width, run);
        }
      }
      press(page, "Cancel the rest");
      assertThat(page.locator("#state")).hasText("cancelled");
      assertThat(page.content()).doesNotContain("Resume</button>");
    }
    assertThat(dead()).isPositive();
    discard();
  }

  @Test
  void candidate_is_tried_in_the_shadow_and_its_failures_are_compared() {
    letters(3);
    function.clear();
    function.fails = call -> call.n() == 1;
    try (BrowserContext context = browser.context(ColorScheme.LIGHT, 1280)) {
      Page page = logIn(context, "operator");
      List<String> complaints = Visits.complaints(page);
      page.navigate(dispatcher.endpoint() + "/redrives/new?all=true");
      page.getByLabel("Other function").fill("orders");
      page.getByLabel("Reason").fill("a try");
      press(page, "Run in shadow");
      assertThat(page.locator("#state")).hasText("completed", PATIENT);
      assertThat(page.locator("#succeeds")).hasText("2");
      assertThat(page.locator("#other")).hasText("1");
      assertThat(page.locator("tbody")).containsText("it broke <b>badly</b>");
      assertThat(page.locator("tbody")).containsText("Endpoint.Status400");
      Visits.requireReadable(page, "a shadow redrive", 1280);
      Visits.keep(page, "shadow-redrive", ColorScheme.LIGHT, 1280);
      String shadow = page.url();
      page.getByText("Letter by letter").click();
      assertThat(page.locator("tbody tr")).hasCount(3);
      page.getByText("other-failure", new Page.GetByTextOptions().setExact(true)).first().click();
      assertThat(page.locator("tbody tr")).hasCount(1);
      Visits.requireReadable(page, "its letters", 1280);
      page.navigate(dispatcher.endpoint() + "/shadow-redrives");
      assertThat(page.locator("tbody")).containsText("orders");
      Visits.requireReadable(page, "shadow redrives", 1280);
      assertThat(complaints).isEmpty();
      narrow(shadow);
    }
    assertThat(dead()).isEqualTo(3);
    assertThat(function.calls)
        .filteredOn(call -> call.context().contains("tripline-dry-run"))
        .hasSize(3);
    function.clear();
    discard();
  }

  private static void narrow(String shadow) {
    try (BrowserContext context = browser.context(ColorScheme.DARK, 390)) {
      Page page = logIn(context, "viewer");
      page.navigate(shadow);
      Visits.requireReadable(page, shadow, 390);
      Visits.keep(page, "shadow-redrive", ColorScheme.DARK, 390);
      assertThat(page.locator("tbody")).containsText("hidden");
      assertThat(page.content()).doesNotContain("badly");
    }
  }

  private static void look(ColorScheme colors, int width, String run) {
    try (BrowserContext context = browser.context(colors, width)) {
      Page page = logIn(context, "operator");
      for (String path :
          List.of(
              dispatcher.endpoint() + "/redrives",
              dispatcher.endpoint() + "/redrives/new?all=true",
              dispatcher.endpoint() + "/dead-letters",
              run)) {
        page.navigate(path);
        Visits.requireReadable(page, path, width);
        Visits.keep(page, colors, width);
      }
    }
  }

  private static void discard() {
    dispatcher
        .bean(DeadLetterQueries.class)
        .page(DeadLetterQueries.Filter.ALL, null, 100)
        .forEach(letter ->
            dispatcher
                .bean(DeadLetterStore.class)
                .discard(letter.id(), Actor.SYSTEM, "the test is over"));
  }

  @Test
  void viewer_sees_redrives_and_may_begin_or_change_none() throws Exception {
    String token = dispatcher.token("watching", "viewer");
    HttpResponse<String> refused =
        dispatcher.send(
            token, "POST", "/v1/redrives", "{\"selection\":{\"all\":true},\"reason\":\"no\"}");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(dispatcher.send(token, "GET", "/v1/redrives", "").statusCode()).isEqualTo(200);
    for (String path :
        List.of("/v1/redrives/x/cancel", "/v1/redrives/plan", "/v1/dead-letters/x/resend")) {
      assertThat(dispatcher.send(token, "POST", path, "{}").statusCode()).as(path).isEqualTo(403);
    }
    try (BrowserContext context = browser.context()) {
      Page page = logIn(context, "viewer");
      page.navigate(dispatcher.endpoint() + "/redrives");
      assertThat(page.locator("h1")).hasText("Redrives");
      page.navigate(dispatcher.endpoint() + "/redrives/new?all=true");
      assertThat(page.locator("h1")).hasText("Forbidden");
    }
  }
}
