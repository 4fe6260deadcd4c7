package dev.tripline.dispatcher.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.sun.net.httpserver.HttpServer;
import dev.tripline.dispatcher.access.GuardedDispatcher;
import dev.tripline.dispatcher.dashboard.browser.RealBrowser;
import dev.tripline.dispatcher.dashboard.browser.Visits;
import dev.tripline.dispatcher.scenario.TriggerApp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The pages, in a real browser, on a dispatcher whose function breaks and is put right.
class DashboardTest {
  private static final String POLYGLOT =
      "\u202ejaVasCript:/*-/*`/*\\\\`/*'/*\\\"/**/(/*"
          + " */oNcliCk=alert())//</stYle/</titLe/</teXtarEa/</scRipt/--!><sVg/oNloAd=alert()//><img"
          + " src=x onerror=alert()>";

  private static final int LETTERS = 5;
  private static final LocatorAssertions.HasTextOptions PATIENT =
      new LocatorAssertions.HasTextOptions().setTimeout(60_000);

  /// Behind the time of a row.
  private static final Pattern SOMETHING = Pattern.compile(":\\d0(0\\.\\d*)?[1-9]");

  private static final LocatorAssertions.ContainsTextOptions PATIENTLY =
      new LocatorAssertions.ContainsTextOptions().setTimeout(60_000);

  @TempDir static Path data;

  private static final AtomicBoolean broken = new AtomicBoolean(true);
  private static final AtomicLong answered = new AtomicLong();
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
          exchange.getRequestBody().readAllBytes();
          byte[] answer = ("{\"error\":\"" + POLYGLOT + "\"}").getBytes(StandardCharsets.UTF_8);
          boolean fails = broken.get() && !exchange.getRequestURI().getPath().startsWith("/mended");
          exchange.sendResponseHeaders(fails ? 500 : 200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
          if (!fails) {
            answered.incrementAndGet();
          }
        });
    function.start();
    dispatcher =
        GuardedDispatcher.start(
            data,
            "--tripline.endpoints.allow=127.0.0.1",
            "--tripline.endpoints.circuit.window=1000",
            "--tripline.endpoints.circuit.minimum-calls=1000");
    Visits.makeUsers(dispatcher, "operator", "viewer", "publisher");
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
    dispatcher.admin("PUT", "/v1/secrets/night", "{\"value\":\"whsec_c2VjcmV0\"}", 201);
    dispatcher.admin(
        "POST",
        "/v1/alerts",
        "{\"name\":\"night\",\"kind\":\"backlog-age\",\"seconds\":3600,\"channels\":[{\"kind\":\"webhook\",\"url\":\"http://127.0.0.1:%d/\",\"secret\":\"secret:night\"}]}"
            .formatted(function.getAddress().getPort()),
        201);
  }

  @AfterAll
  static void stop() {
    if (browser != null) { // there is one to test with
      browser.close();
      dispatcher.close();
      function.stop(0);
    }
  }

  /// Leaves no dead letter to the next test.
  @AfterEach
  void putRight() throws Exception {
    broken.set(false);
    long delivered = answered.get() + counted();
    dispatcher.admin("POST", "/v1/dead-letters/redrive", "{}", 202);
    TriggerApp.await(() -> answered.get() >= delivered, "everything was delivered");
  }

  private static long counted() {
    try {
      return dispatcher.admin("GET", "/v1/dead-letters/count", "", 200).path("count").asLong();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }

  private static Page logIn(BrowserContext context, String name) {
    return Visits.logIn(dispatcher, context, name);
  }

  /// The function's next code is under another path.
  private static void deploy(String path) throws Exception {
    dispatcher.admin(
        "PATCH",
        "/v1/functions/orders",
        "{\"url\":\"http://127.0.0.1:%d%s\"}".formatted(function.getAddress().getPort(), path),
        200);
  }

  private static void press(Page page, String button) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button).setExact(true))
        .click();
  }

  /// The way of somebody who is woken at night, which should take less than a minute of use.
  @Test
  void operator_sees_a_failure_come_finds_its_class_deploys_a_fix_and_redrives_until_none_is_dead()
      throws Exception {
    broken.set(true);
    List<String> complaints;
    try (BrowserContext context = browser.context()) {
      Page page = logIn(context, "operator");
      complaints = Visits.complaints(page);
      page.reload();
      assertThat(page.locator("#role")).hasText("operator");
      assertThat(page.locator(".tiles")).containsText("0 dead letters");
      assertThat(page.locator(".chart .u-over")).hasCount(4);
      long begun = System.nanoTime();
      for (int i = 0; i < LETTERS; i++) {
        Visits.publish(dispatcher, POLYGLOT);
      }
      assertThat(page.locator(".tiles")).containsText(LETTERS + " dead letters");
      assertThat(page.locator(".activity")).containsText("dead-lettered");
      page.getByText("Classes", new Page.GetByTextOptions().setExact(true)).click();
      page.getByText("Endpoint.Status500").first().click();
      assertThat(page.locator("#alive")).hasText(String.valueOf(LETTERS));
      page.locator(".tiles a").first().click();
      assertThat(page.locator("#count")).hasText(String.valueOf(LETTERS));
      assertThat(page.content()).contains("\\u202e").doesNotContain("\u202e");
      page.locator("tbody a").first().click();
      assertThat(page.locator("#payload")).containsText("<img src=x onerror=alert()>");
      deploy("/mended");
      page.goBack();
      press(page, "Plan a redrive");
      assertThat(page.locator("#count")).hasText(String.valueOf(LETTERS));
      page.getByLabel("Canary, letters").fill("2");
      page.getByLabel("ask after the canary").check();
      page.getByLabel("Reason").fill("the fix is deployed");
      press(page, "Begin");
      assertThat(page.locator("#state")).hasText("waiting", PATIENT);
      assertThat(page.locator("#delivered")).hasText("2");
      press(page, "Continue");
      assertThat(page.locator("#state")).hasText("completed", PATIENT);
      assertThat(page.locator("#delivered")).hasText(String.valueOf(LETTERS));
      page.getByText("Overview").click();
      assertThat(page.locator(".tiles")).containsText("0 dead letters");
      System.out.printf("The walk took %d ms.%n", (System.nanoTime() - begun) / 1_000_000);
      assertThat(page.locator("#chart-failures details tbody")).containsText(SOMETHING, PATIENTLY);
    } finally {
      deploy("/");
    }
    assertThat(complaints).isEmpty();
  }

  @Test
  void viewer_sees_that_something_is_dead_but_not_what_and_is_offered_no_change() throws Exception {
    broken.set(true);
    Visits.publish(dispatcher, "secret-of-the-payload");
    try (BrowserContext context = browser.context()) {
      Page page = logIn(context, "viewer");
      page.getByText("Dead letters", new Page.GetByTextOptions().setExact(true)).click();
      page.reload();
      page.locator("tbody a").first().click();
      assertThat(page.locator("main")).containsText("Your role does not see payloads.");
      assertThat(page.content()).doesNotContain("secret-of-the-payload", "Redrive</button>");
      page.navigate(dispatcher.endpoint() + "/triggers/shop");
      assertThat(page.locator("#state")).hasText("Enabled");
      assertThat(page.content()).doesNotContain("Pause</button>");
    }
  }

  @Test
  void operator_tests_an_alert_and_reads_what_the_receiver_says() {
    broken.set(false);
    try (BrowserContext context = browser.context()) {
      Page page = logIn(context, "operator");
      page.getByText("Alerts", new Page.GetByTextOptions().setExact(true)).click();
      page.locator("tbody a").first().click();
      assertThat(page.locator("#state")).hasText("ok");
      page.getByText("Send a test").click();
      assertThat(page.getByRole(AriaRole.STATUS)).containsText("Taken by webhook");
      assertThat(page.getByRole(AriaRole.STATUS)).containsText("<img src=x onerror=alert()>");
    }
  }

  @Test
  void operator_is_told_what_happened_to_an_event_and_its_successor() throws Exception {
    broken.set(true);
    Visits.publish(dispatcher, "explained");
    TriggerApp.await(() -> counted() == 1, "one is dead");
    try (BrowserContext context = browser.context()) {
      Page page = logIn(context, "operator");
      page.navigate(dispatcher.endpoint() + "/dead-letters");
      page.locator("tbody a").first().click();
      page.locator("#explain").click();
      assertThat(page.locator("#state")).hasText("dead-lettered");
      assertThat(page.locator("tbody")).containsText("RetriesExhausted");
      broken.set(false);
      page.goBack();
      page.getByText("Redrive", new Page.GetByTextOptions().setExact(true)).click();
      page.locator("p[role=status] a").click();
      assertThat(page.locator("#summary")).containsText("was delivered by attempt 1");
      page.getByText("Redriven from").locator("+ dd a").click();
      assertThat(page.locator("#state")).hasText("redriven");
    }
  }

  @Test
  void function_is_looked_at_and_tried() throws Exception {
    broken.set(false);
    try (BrowserContext context = browser.context()) {
      Page page = logIn(context, "operator");
      page.getByText("Functions", new Page.GetByTextOptions().setExact(true)).click();
      page.locator("tbody a").first().click();
      assertThat(page.locator("#state")).hasText("Reachable");
      page.getByLabel("Event, JSON").fill("{\"order\":");
      page.getByText("Invoke", new Page.GetByTextOptions().setExact(true)).click();
      assertThat(page.locator("main")).containsText("it is not JSON");
      page.goBack();
      page.getByLabel("Event, JSON").fill("{\"order\":4711}");
      page.getByText("Invoke", new Page.GetByTextOptions().setExact(true)).click();
      assertThat(page.locator("#outcome")).hasText("Succeeded");
      assertThat(page.locator("#answer")).containsText("<img src=x onerror=alert()>");
      page.getByText("Back to the function").click();
      assertThat(page.getByRole(AriaRole.REGION).first()).containsText("succeeded");
      page.getByLabel("Queue it").check();
      page.getByText("Invoke", new Page.GetByTextOptions().setExact(true)).click();
      assertThat(page.locator("#outcome")).hasText("Accepted");
    }
    try (BrowserContext context = browser.context()) {
      Page page = logIn(context, "viewer");
      page.navigate(dispatcher.endpoint() + "/functions/orders");
      assertThat(page.locator("#state")).hasText("Reachable");
      assertThat(page.content()).doesNotContain("Invoke</button>");
    }
    String viewer = dispatcher.token("viewing", "viewer");
    assertThat(dispatcher.status(viewer, "POST", "/functions/orders/invoke")).isEqualTo(403);
  }

  @Test
  void publisher_is_told_who_it_is_and_sees_nothing() {
    try (BrowserContext context = browser.context()) {
      Page page = logIn(context, "publisher");
      assertThat(page.locator("main")).containsText("Your role sees no figures.");
      page.navigate(dispatcher.endpoint() + "/dead-letters");
      assertThat(page.locator("h1")).hasText("Forbidden");
    }
  }

  @Test
  void viewer_reads_what_the_dispatcher_is_asked_and_what_it_sends() {
    try (BrowserContext context = browser.context()) {
      Page page = logIn(context, "viewer");
      List<String> complaints = Visits.complaints(page);
      page.getByText("API", new Page.GetByTextOptions().setExact(true)).click();
      page.locator("a[href='/api/operations/CreateTrigger']").click();
      assertThat(page.locator("#route")).hasText("POST /v1/triggers");
      assertThat(page.locator("main")).containsText("amqps://broker.example.com:5671/shop");
      page.locator("a[href='/api/schemas/TriggerRequest']").first().click();
      assertThat(page.locator("tbody")).containsText("source");
      page.navigate(dispatcher.endpoint() + "/api#sent");
      page.locator("a[href='/api/channels/activity']").click();
      assertThat(page.locator("#protocol")).hasText("http");
      assertThat(page.locator("main")).containsText("delayMillis");
      page.locator("a[href='/api/message-schemas/Time']").first().click();
      assertThat(page.locator("main")).containsText("string, date-time");
      assertThat(complaints).isEmpty();
    }
  }

  /// In both colour schemes, on a desk and on a phone. With `-Ddashboard.images=DIRECTORY` the pages are
  /// written there as they look.
  @Test
  void pages_are_readable_for_everybody() throws Exception {
    broken.set(true);
    Visits.publish(dispatcher, "{\\\"order\\\":4711}");
    TriggerApp.await(() -> counted() == 1, "one is dead");
    JsonNode dead =
        dispatcher.admin("GET", "/v1/dead-letters", "", 200).path("deadLetters").path(0);
    List<String> pages =
        List.of(
            "/",
            "/dead-letters",
            "/dead-letters/" + dead.path("id").asString(),
            "/events/" + dead.path("requestId").asString(),
            "/functions",
            "/functions/orders",
            "/functions/orders/logs",
            "/triggers",
            "/triggers/shop",
            "/triggers/new?kind=kafka",
            "/alerts",
            "/alerts/night",
            "/store",
            "/api/channels/http-destination");
    try (BrowserContext context = browser.context()) {
      Page page = logIn(context, "operator");
      page.navigate(dispatcher.endpoint() + "/dead-letters?function=orders");
      page.getByLabel("Keep as").fill("of orders");
      press(page, "Keep");
      assertThat(page.locator("#views")).containsText("of orders");
    }
    for (ColorScheme colors : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      for (int width : new int[] {1280, 390}) {
        try (BrowserContext context = browser.context(colors, width)) {
          Page page = logIn(context, "operator");
          for (String path : pages) {
            page.navigate(dispatcher.endpoint() + path);
            Visits.requireReadable(page, path, width);
            Visits.keep(page, colors, width);
          }
        }
      }
    }
  }
}
