package dev.tripline.dispatcher.dashboard.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.tripline.dispatcher.access.GuardedDispatcher;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/// What tests of pages have in common: users who log in, an ear for what the browser complains of, and what
/// every page must be.
public final class Visits {
  private static final int NARROW = 600;
  private static final String PASSWORD = "correct horse battery";

  private Visits() {}

  /// Makes a user of each role, named like it.
  public static void makeUsers(GuardedDispatcher dispatcher, String... roles) throws Exception {
    for (String role : roles) {
      dispatcher.admin(
          "POST",
          "/v1/users",
          "{\"name\":\"%s\",\"role\":\"%s\",\"password\":\"%s\"}".formatted(role, role, PASSWORD),
          201);
    }
  }

  /// Asks for a page, which shows the login, and logs in there.
  ///
  /// @param name of a user of [#makeUsers]
  public static Page logIn(GuardedDispatcher dispatcher, BrowserContext context, String name) {
    Page page = context.newPage();
    page.navigate(dispatcher.endpoint() + "/dead-letters");
    page.getByLabel("Name").fill(name);
    page.getByLabel("Password").fill(PASSWORD);
    page.getByRole(AriaRole.BUTTON).click();
    return page;
  }

  /// Dialogs, errors of scripts and the browser's own, from now on.
  public static List<String> complaints(Page page) {
    List<String> complaints = Collections.synchronizedList(new ArrayList<>());
    page.onDialog(dialog -> complaints.add("dialog " + dialog.message()));
    page.onConsoleMessage(message -> {
      if (message.type().equals("error")) {
        complaints.add(message.text() + " " + message.location());
      }
    });
    page.onPageError(complaints::add);
    return complaints;
  }

  /// An event for the trigger `shop`, of the kind `http`.
  ///
  /// @param payload as it stands in a JSON text
  public static void publish(GuardedDispatcher dispatcher, String payload) throws Exception {
    HttpResponse<String> answer =
        dispatcher.send(
            dispatcher.adminToken(),
            "POST",
            "/v1/events/shop",
            "application/cloudevents+json",
            "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"/test\",\"type\":\"t\",\"data\":\"%s\"}"
                .formatted(UUID.randomUUID(), payload));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
  }

  /// Nobody is kept out, and nothing stands beyond the edge, in what can be opened neither. Axe, which takes
  /// long, looks at the light page of a desk and at the dark one of a phone.
  public static void requireReadable(Page page, String path, int width) {
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)");
    Object dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches");
    if (dark.equals(width < NARROW)) {
      assertThat(new AxeBuilder(page).analyze().getViolations())
          .as(path)
          .extracting(rule -> rule.getImpact() + ": " + rule.getHelp() + rule.getNodes())
          .noneMatch(finding -> finding.startsWith("serious") || finding.startsWith("critical"));
    }
    assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
        .as(path + " fits")
        .isLessThanOrEqualTo(width);
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = false)");
  }

  /// With `-Ddashboard.images=DIRECTORY` the page is written there as it looks.
  public static void keep(Page page, String name, ColorScheme colors, int width) {
    String directory = System.getProperty("dashboard.images");
    if (directory != null) {
      String file = "%s-%s-%d.png".formatted(name, colors.name().toLowerCase(Locale.ROOT), width);
      page.screenshot(
          new Page.ScreenshotOptions().setPath(Path.of(directory, file)).setFullPage(true));
    }
  }

  /// Under the name of its heading.
  public static void keep(Page page, ColorScheme colors, int width) {
    String heading = page.locator("h1").textContent();
    keep(page, heading.toLowerCase(Locale.ROOT).replace(' ', '-'), colors, width);
  }
}
