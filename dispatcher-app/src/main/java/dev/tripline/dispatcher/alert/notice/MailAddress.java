package dev.tripline.dispatcher.alert.notice;

import java.util.regex.Pattern;

/// Addresses of e-mails in their plain form, without names, comments and quotes.
public final class MailAddress {
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z0-9._%+/=-]{1,64}@[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");

  private MailAddress() {}

  /// Whether the text is such an address.
  public static boolean isOne(String text) {
    return PLAIN.matcher(text).matches();
  }
}
