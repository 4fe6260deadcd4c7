package dev.tripline.dispatcher.access.openid;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import dev.tripline.dispatcher.access.GuardedDispatcher;
import dev.tripline.dispatcher.access.login.PageClient;
import dev.tripline.dispatcher.dashboard.browser.RealBrowser;
import dev.tripline.testkit.process.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/// The login with a real provider, Spring's authorization server in a process of its own.
@ExtendWith(OutputCaptureExtension.class)
class OpenIdLoginTest {
  @TempDir static Path directory;

  private static GuardedDispatcher dispatcher;
  private static ProviderProcess provider;
  private static final HttpClient BROWSER =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @BeforeAll
  static void start() throws Exception {
    int port = ServerProcess.freePorts(1).getFirst();
    dispatcher = dispatcher("data", "http://127.0.0.1:" + port);
    provider =
        ProviderProcess.start(
            Files.createDirectories(directory.resolve("provider")),
            port,
            dispatcher.endpoint() + OpenIdLogin.CALLBACK);
  }

  private static GuardedDispatcher dispatcher(String data, String issuer) throws IOException {
    Path secret = Files.writeString(directory.resolve("secret"), ProviderApplication.SECRET + "\n");
    return GuardedDispatcher.start(
        directory.resolve(data),
        "--tripline.login.openid.issuer=" + issuer,
        "--tripline.login.openid.client-id=" + ProviderApplication.CLIENT,
        "--tripline.login.openid.client-secret=file:" + secret,
        "--tripline.login.openid.roles=admins=admin,readers=viewer");
  }

  @AfterAll
  static void stop() {
    provider.close();
    dispatcher.close();
    BROWSER.close();
  }

  /// The provider's answer to the page that the dispatcher sent the browser to.
  private static String throughProvider(String location) throws Exception {
    HttpResponse<String> answer =
        BROWSER.send(
            HttpRequest.newBuilder(URI.create(location)).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
    return answer.headers().firstValue("Location").orElseThrow();
  }

  private static String begin(PageClient page) throws Exception {
    HttpResponse<String> sent = page.get("/login/openid");
    assertThat(sent.statusCode()).as(sent.body()).isEqualTo(302);
    assertThat(sent.headers().allValues("Set-Cookie"))
        .singleElement()
        .asString()
        .contains("tripline_openid=", "HttpOnly; SameSite=Lax");
    return sent.headers().firstValue("Location").orElseThrow();
  }

  /// As a browser comes back from another site.
  private static HttpResponse<String> back(PageClient page, String location) throws Exception {
    return page.exchange(
        page.request(URI.create(location).getRawPath() + "?" + URI.create(location).getRawQuery())
            .headers(
                "Sec-Fetch-Site", "cross-site",
                "Sec-Fetch-Mode", "navigate",
                "Sec-Fetch-Dest", "document",
                "Accept", "text/html,*/*;q=0.8"));
  }

  private static HttpResponse<String> logIn(
      PageClient page, UnaryOperator<String> there, UnaryOperator<String> back) throws Exception {
    return back(page, back.apply(throughProvider(there.apply(begin(page)))));
  }

  private static HttpResponse<String> logIn(PageClient page) throws Exception {
    return logIn(page, UnaryOperator.identity(), UnaryOperator.identity());
  }

  @Test
  void user_of_the_provider_logs_in_with_its_role_and_logs_out(CapturedOutput output)
      throws Exception {
    provider.user("ada", "readers", "others");
    try (var page = new PageClient(dispatcher.endpoint())) {
      assertThat(page.get("/login").body()).contains("href=\"/login/openid\"");
      String there = begin(page);
      assertThat(there)
          .contains("response_type=code", "code_challenge=", "code_challenge_method=S256")
          .contains("nonce=", "state=", "scope=openid");
      String location = throughProvider(there);
      HttpResponse<String> in = back(page, location);
      assertThat(in.statusCode()).as(in.body() + provider.output()).isEqualTo(200);
      assertThat(in.body()).contains("http-equiv=\"refresh\"");
      assertThat(in.headers().allValues("Set-Cookie"))
          .anyMatch(cookie -> cookie.matches("tripline_session=.+; HttpOnly; SameSite=Strict"));
      assertThat(page.cookies()).containsOnlyKeys("tripline_session");
      assertThat(page.get("/").body()).contains("openid/ada", ">viewer<");
      assertThat(page.get("/v1/triggers").statusCode()).isEqualTo(200);
      assertThat(page.get("/v1/users").statusCode()).isEqualTo(403);

      assertThat(back(page, location).statusCode()).as("the same answer again").isEqualTo(403);
      String session = page.session();
      assertThat(page.post("/logout", "", "").statusCode()).isEqualTo(303);
      page.cookies().put("tripline_session", session);
      assertThat(page.get("/v1/triggers").statusCode()).isEqualTo(401);
      assertThat(output)
          .doesNotContain(
              ProviderApplication.SECRET, location.replaceAll(".*code=([^&]+).*", "$1"));
    }
  }

  @Test
  void user_without_a_role_is_refused_with_a_page_that_says_so() throws Exception {
    provider.user("mallory", "others");
    try (var page = new PageClient(dispatcher.endpoint())) {
      HttpResponse<String> answer = logIn(page);
      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(answer.body()).contains("known to the identity provider as mallory", "no role");
      assertThat(page.cookies()).isEmpty();
    }
  }

  @Test
  void name_that_is_markup_is_refused() throws Exception {
    provider.user("<b>eve</b>", "admins");
    try (var page = new PageClient(dispatcher.endpoint())) {
      HttpResponse<String> answer = logIn(page);
      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(answer.body()).doesNotContain("<b>");
    }
  }

  @Test
  void answer_for_another_attempt_is_refused() throws Exception {
    provider.user("ada", "admins");
    try (var page = new PageClient(dispatcher.endpoint());
        var other = new PageClient(dispatcher.endpoint())) {
      UnaryOperator<String> same = UnaryOperator.identity();
      assertRefused(
          logIn(page, same, back -> back.replaceAll("state=[^&]+", "state=forged")),
          "did not begin in this browser");
      assertRefused(
          logIn(page, same, back -> back.replaceAll("&?state=[^&]+", "")),
          "did not begin in this browser");
      assertRefused(
          logIn(page, there -> there.replaceAll("nonce=[^&]+", "nonce=forged"), same), "nonce");
      assertRefused(
          logIn(
              page,
              there -> there.replaceAll("code_challenge=[^&]+", "code_challenge=" + "x".repeat(43)),
              same),
          "could not be verified");
      assertRefused(
          logIn(page, same, back -> back.replaceAll("code=[^&]+", "code=forged")),
          "could not be verified");
      // A browser that did not begin it.
      String location = throughProvider(begin(page));
      assertRefused(back(other, location), "did not begin in this browser");
      // One that began another: the code of the first, with the state of the second.
      String state = throughProvider(begin(other)).replaceAll(".*(state=[^&]+).*", "$1");
      assertRefused(
          back(other, location.replaceAll("state=[^&]+", state)), "could not be verified");
      assertThat(other.cookies()).doesNotContainKey("tripline_session");
      assertThat(page.cookies()).doesNotContainKey("tripline_session");
    }
  }

  private static void assertRefused(HttpResponse<String> answer, String words) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
    assertThat(answer.body()).contains(words);
  }

  @Test
  void refusal_of_the_provider_is_told() throws Exception {
    try (var page = new PageClient(dispatcher.endpoint())) {
      String there = begin(page);
      String state = there.replaceAll(".*(state=[^&]+).*", "$1");
      assertRefused(
          back(
              page, dispatcher.endpoint() + OpenIdLogin.CALLBACK + "?error=access_denied&" + state),
          "did not log you in");
    }
  }

  @Test
  void only_the_way_back_is_open_to_pages_of_another_site() throws Exception {
    try (var page = new PageClient(dispatcher.endpoint())) {
      for (String path : List.of("/login", "/login/openid", "/", "/v1/session")) {
        assertThat(back(page, "http://x" + path + "?a=b").statusCode()).as(path).isEqualTo(403);
      }
    }
  }

  @Test
  void provider_that_is_down_is_told_and_passwords_still_work() throws Exception {
    int port = ServerProcess.freePorts(1).getFirst();
    try (var alone = dispatcher("alone", "http://127.0.0.1:" + port);
        var page = new PageClient(alone.endpoint())) {
      HttpResponse<String> down = page.get("/login/openid");
      assertThat(down.statusCode()).isEqualTo(502);
      assertThat(down.body()).contains("does not answer", "log in with a password");
      assertThat(
              alone
                  .send(
                      alone.adminToken(),
                      "POST",
                      "/v1/users",
                      "{\"name\":\"bob\",\"role\":\"viewer\",\"password\":\"correct horse"
                          + " battery\"}")
                  .statusCode())
          .isEqualTo(201);
      assertThat(page.logIn("bob", "correct horse battery").statusCode()).isEqualTo(303);
    }
  }

  @Test
  void provider_that_goes_down_in_between_is_told() throws Exception {
    int port = ServerProcess.freePorts(1).getFirst();
    try (var alone = dispatcher("between", "http://127.0.0.1:" + port);
        var page = new PageClient(alone.endpoint())) {
      String location;
      try (var brief =
          ProviderProcess.start(
              Files.createDirectories(directory.resolve("brief")),
              port,
              alone.endpoint() + OpenIdLogin.CALLBACK)) {
        brief.user("ada", "admins");
        location = throughProvider(begin(page));
      }
      HttpResponse<String> answer = back(page, location);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(502);
      assertThat(answer.body()).contains("does not answer");
    }
  }

  @Test
  void browser_goes_the_whole_way() throws Exception {
    provider.user("ada", "admins");
    try (RealBrowser browser = RealBrowser.start();
        BrowserContext context = browser.context()) {
      Page page = context.newPage();
      page.navigate(dispatcher.endpoint() + "/login/openid");
      PlaywrightAssertions.assertThat(page.locator("#name")).hasText("openid/ada");
      PlaywrightAssertions.assertThat(page.locator("#role")).hasText("admin");
      PlaywrightAssertions.assertThat(page.locator(".visitor")).containsText("Log out");
    }
  }
}
