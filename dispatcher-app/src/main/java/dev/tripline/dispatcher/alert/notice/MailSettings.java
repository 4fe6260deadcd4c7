package dev.tripline.dispatcher.alert.notice;

import dev.tripline.dispatcher.secret.reference.SecretReference;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// The server by which alerts send e-mails.
///
/// @param host of the SMTP server; without one no alert may send e-mails
/// @param port of the SMTP server
/// @param starttls whether the connection must be encrypted by STARTTLS with a certificate that is
///     trusted; `false` for a relay on the same machine or network only
/// @param user logs in at the server; without one nobody logs in
/// @param password reference to the password of the user
/// @param from the sender's address
@ConfigurationProperties("tripline.alerts.mail")
public record MailSettings(
    @Nullable String host,
    @DefaultValue("587") int port,
    @DefaultValue("true") boolean starttls,
    @Nullable String user,
    @Nullable SecretReference password,
    @DefaultValue("tripline@localhost") String from) {

  public MailSettings {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("tripline.alerts.mail.port must be 1 to 65535");
    }
    if ((user == null) != (password == null)) {
      throw new IllegalArgumentException(
          "tripline.alerts.mail: user and password must be given together");
    }
    if (password != null) {
      if (!starttls) {
        throw new IllegalArgumentException(
            "tripline.alerts.mail: a password is not sent without starttls");
      }
      password.requireThere("tripline.alerts.mail.password");
    }
    if (!MailAddress.isOne(from)) {
      throw new IllegalArgumentException("tripline.alerts.mail.from is no address: " + from);
    }
  }
}
