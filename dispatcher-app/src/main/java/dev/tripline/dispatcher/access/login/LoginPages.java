package dev.tripline.dispatcher.access.login;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// The few pages of the login, in plain HTML without scripts, images or anything from elsewhere. Pure.
public final class LoginPages {
  private static final String STYLE =
      "body{font:16px/1.5 system-ui,sans-serif;max-width:24rem;margin:10vh auto;padding:0"
          + " 1rem;color:#1b1b1f;background:#fff}h1{font-size:1.4rem}label{display:block;margin:.8rem"
          + " 0}input{display:block;width:100%;box-sizing:border-box;font:inherit;padding:.4rem}button{font:inherit;padding:.4rem"
          + " 1.2rem}.message{border-left:.25rem solid #b3261e;padding-left:.7rem}"
          + "@media(prefers-color-scheme:dark){body{color:#e6e6e9;background:#1b1b1f}a{color:#9ecaff}}";

  /// Nothing is loaded, framed or sent elsewhere; the one style is named by its hash.
  public static final String POLICY =
      "default-src 'none'; style-src 'sha256-%s'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
          .formatted(hash());

  private LoginPages() {}

  /// @param openId whether there is a provider to log in with
  static String login(@Nullable String message, boolean openId) {
    return page(
        "Log in",
        "",
        message(message)
            + """
            <form method="post" action="/login">
            <label>Name <input name="name" autocomplete="username" required autofocus maxlength="64"></label>
            <label>Password <input name="password" type="password" autocomplete="current-password" required></label>
            <button>Log in</button>
            </form>
            """
            + (openId
                ? "<p><a href=\"/login/openid\">Log in with the identity provider</a></p>\n"
                : ""));
  }

  /// Leads on to the first page. A redirect would not do: the browser would still take it for a request of
  /// the provider's page, and leave the session's cookie out.
  public static String loggedIn() {
    return page(
        "Logged in",
        "<meta http-equiv=\"refresh\" content=\"0;url=/\">\n",
        "<p><a href=\"/\">Go on</a></p>\n");
  }

  /// A login that did not work.
  public static String failed(String message) {
    return page(
        "Not logged in",
        "",
        message(message) + "<p><a href=\"/login\">Back to the login</a></p>\n");
  }

  private static String message(@Nullable String message) {
    return message == null ? "" : "<p class=\"message\" role=\"alert\">" + text(message) + "</p>\n";
  }

  private static String page(String title, String head, String body) {
    return """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>%s</title>
    <style>%s</style>
    %s</head>
    <body>
    <h1>%s</h1>
    %s</body>
    </html>
    """
        .formatted(title, STYLE, head, title, body);
  }

  private static String text(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  private static String hash() {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-256").digest(STYLE.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
