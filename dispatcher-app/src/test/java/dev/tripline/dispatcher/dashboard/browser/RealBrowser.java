package dev.tripline.dispatcher.dashboard.browser;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import dev.tripline.testkit.process.Chromium;
import java.util.Map;

/// Debian's Chromium without a window, driven by Playwright. Skips the tests where it is not installed.
public final class RealBrowser implements AutoCloseable {
  private final Playwright playwright;
  private final Browser browser;

  private RealBrowser(Playwright playwright, Browser browser) {
    this.playwright = playwright;
    this.browser = browser;
  }

  public static RealBrowser start() {
    assumeTrue(Chromium.isInstalled(), "Chromium is not installed; tests of pages are skipped");
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    Browser browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(Chromium.PROGRAM)
                    .setArgs(Chromium.QUIET));
    return new RealBrowser(playwright, browser);
  }

  /// A browser of somebody else's, without cookies.
  public BrowserContext context() {
    return browser.newContext();
  }

  /// @param width of the screen, in points
  public BrowserContext context(ColorScheme colors, int width) {
    return browser.newContext(
        new Browser.NewContextOptions().setColorScheme(colors).setViewportSize(width, 844));
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
