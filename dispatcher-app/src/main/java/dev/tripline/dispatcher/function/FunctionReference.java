package dev.tripline.dispatcher.function;

import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.spi.invocation.FunctionTarget;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A function as a caller names it: by name, partial ARN or ARN, each with or without a qualifier.
///
/// @param region as in the ARN; null if it names none
/// @param accountId as in the ARN; null if it names none
public record FunctionReference(
    FunctionTarget target, @Nullable String region, @Nullable String accountId) {
  private static final Pattern ARN =
      Pattern.compile(
          "(?:arn:(?:aws[a-zA-Z-]*)?:lambda:)?"
              + "(?:((?:eusc-)?[a-z]{2}(?:-gov|-iso[a-z]?)?-[a-z]+-\\d):)?"
              + "(?:(\\d{12}):)?(?:function:)?([a-zA-Z0-9-_.]+)"
              + "(?::(\\$LATEST(?:\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?");

  /// Empty if it is none of these.
  public static Optional<FunctionReference> parse(String text) {
    if (isName(text)) {
      return Optional.of(new FunctionReference(FunctionTarget.latest(text), null, null));
    }
    Matcher matcher = ARN.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new FunctionReference(
            new FunctionTarget(matcher.group(3), matcher.group(4)),
            matcher.group(1),
            matcher.group(2)));
  }

  /// Whether it names this account and region, or none.
  public boolean isOf(AccountSettings account) {
    return (region == null || region.equals(account.region()))
        && (accountId == null || accountId.equals(account.accountId()));
  }

  private static boolean isName(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letterOrDigit =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!letterOrDigit && c != '-' && c != '_' && c != '.') {
        return false;
      }
    }
    return !text.isEmpty();
  }
}
