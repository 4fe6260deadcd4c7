package dev.tripline.dispatcher.dashboard.classes;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.sun.net.httpserver.HttpServer;
import dev.tripline.dispatcher.access.GuardedDispatcher;
import dev.tripline.dispatcher.dashboard.browser.RealBrowser;
import dev.tripline.dispatcher.dashboard.browser.Visits;
import dev.tripline.dispatcher.scenario.TriggerApp;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The pages of classes, in a real browser, on a dispatcher whose function is broken in two ways.
class ClassPagesTest {
  private static final String MARKUP = "<img src=x onerror=alert()>";

  @TempDir static Path data;

  private static final AtomicInteger number = new AtomicInteger(4_711);
  private static HttpServer function;
  private static GuardedDispatcher dispatcher;
  private static RealBrowser browser;

  @BeforeAll
  static void start() throws Exception {
    browser = RealBrowser.start();
    function = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    function.createContext(
        "/",
        exchange -> {
          byte[] event = exchange.getRequestBody().readAllBytes();
          boolean other = new String(event, StandardCharsets.UTF_8).contains("other");
          byte[] answer =
              ("no order " + number.incrementAndGet() + " " + MARKUP)
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(other ? 503 : 500, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    function.start();
    dispatcher = GuardedDispatcher.start(data, "--tripline.endpoints.allow=127.0.0.1");
    Visits.makeUsers(dispatcher, "operator", "viewer");
    dispatcher.admin(
        "POST",
        "/v1/functions",
        "{\"name\":\"orders\",\"url\":\"http://127.0.0.1:%d/\",\"retry\":{\"maxRetries\":0}}"
            .formatted(function.getAddress().getPort()),
        201);
    dispatcher.admin(
        "POST",
        "/v1/triggers",
        "{\"name\":\"shop\",\"function\":\"orders\",\"source\":{\"kind\":\"http\"}}",
        201);
    for (String payload : List.of("one", "two", "three", "other")) {
      Visits.publish(dispatcher, payload);
    }
    TriggerApp.await(() -> letters() == 4, "four are dead");
  }

  @AfterAll
  static void stop() {
    if (browser != null) { // there is one to test with
      browser.close();
      dispatcher.close();
      function.stop(0);
    }
  }

  private static long letters() {
    try {
      JsonNode count = dispatcher.admin("GET", "/v1/dead-letters/count", "", 200);
      return count.path("count").asLong();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static Page logIn(BrowserContext context, String name) {
    Page page = Visits.logIn(dispatcher, context, name);
    page.navigate(dispatcher.endpoint() + "/classes");
    return page;
  }

  private static void press(Page page, String button) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button).setExact(true))
        .click();
    assertThat(page.getByRole(AriaRole.STATUS)).containsText("Changed");
  }

  @Test
  void operator_sees_which_errors_there_are_and_says_what_becomes_of_them() {
    List<String> complaints;
    try (BrowserContext context = browser.context()) {
      Page page = logIn(context, "operator");
      complaints = Visits.complaints(page);
      page.reload();
      assertThat(page.locator("tbody tr")).hasCount(2);
      assertThat(page.locator("tbody")).containsText("Endpoint.Status500");
      assertThat(page.locator("tbody .trend rect").first()).isAttached();
      page.getByText("Endpoint.Status500").click();
      assertThat(page.locator("#alive")).hasText("3");
      assertThat(page.locator("#state")).hasText("open");
      page.getByLabel("Note").fill("ticket " + MARKUP);
      press(page, "Keep note");
      assertThat(page.locator("#note")).hasText("ticket " + MARKUP);
      press(page, "Assign to me");
      assertThat(page.locator("#assignee")).hasText("user/operator");
      press(page, "Snooze");
      assertThat(page.locator("#state")).hasText("snoozed");
      press(page, "Acknowledge");
      assertThat(page.locator("#state")).hasText("acknowledged");
      page.locator(".tiles a").first().click();
      assertThat(page.locator("#count")).hasText("3");
      assertThat(page.locator("tbody tr")).hasCount(3);
      page.locator("tbody a").first().click();
      page.getByText("others with this error").click();
      assertThat(page.locator("#state")).hasText("acknowledged");
      press(page, "Open again");
      page.getByLabel("Assign to").fill("");
      press(page, "Assign");
      assertThat(page.locator("#assignee")).hasText("nobody");
      page.navigate(dispatcher.endpoint() + "/dead-letters");
      assertThat(page.locator(".tiles")).containsText("4 dead now");
      assertThat(page.locator(".tiles")).containsText("the oldest died");
      assertThat(page.locator(".tiles")).containsText("4 of shop");
    }
    assertThat(complaints).isEmpty();
  }

  @Test
  void viewer_sees_classes_without_the_words_of_the_function_and_is_offered_no_change()
      throws Exception {
    try (BrowserContext context = browser.context()) {
      Page page = logIn(context, "viewer");
      assertThat(page.locator("tbody tr")).hasCount(2);
      page.getByText("Endpoint.Status503").click();
      assertThat(page.locator("#alive")).hasText("1");
      assertThat(page.content())
          .doesNotContain("no order", "<form method=\"post\" action=\"/classes");
    }
    String token = dispatcher.token("classes", "viewer");
    assertThat(dispatcher.send(token, "GET", "/v1/dead-letter-classes", "").body())
        .contains("Endpoint.Status503", "\"message\":null")
        .doesNotContain("no order");
    assertThat(
            dispatcher.send(dispatcher.adminToken(), "GET", "/v1/dead-letter-classes", "").body())
        .contains("no order <n>");
  }

  @Test
  void pages_are_readable_for_everybody() throws Exception {
    String id =
        dispatcher.admin("GET", "/v1/dead-letter-classes", "", 200).at("/classes/0/id").asString();
    for (ColorScheme colors : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      for (int width : new int[] {1280, 390}) {
        try (BrowserContext context = browser.context(colors, width)) {
          Page page = logIn(context, "operator");
          Map<String, String> pages =
              Map.of("classes", "/classes", "class", "/classes/" + id, "tiles", "/dead-letters");
          for (Map.Entry<String, String> one : pages.entrySet()) {
            page.navigate(dispatcher.endpoint() + one.getValue());
            Visits.requireReadable(page, one.getValue(), width);
            Visits.keep(page, one.getKey(), colors, width);
          }
        }
      }
    }
  }
}
