package dev.tripline.adapter.cdc;

import dev.tripline.testkit.topic.CertificateAuthority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// The certificate of a server for `localhost`, and that of another authority.
///
/// @param trusted PEM of the authority that has issued it
/// @param foreign PEM of one that has not
public record ServerCertificate(Path certificate, Path key, String trusted, String foreign) {

  /// @param directory for its files
  public static ServerCertificate issue(Path directory) {
    try {
      CertificateAuthority authority =
          CertificateAuthority.create(Files.createDirectory(directory.resolve("ours")));
      CertificateAuthority other =
          CertificateAuthority.create(Files.createDirectory(directory.resolve("foreign")));
      CertificateAuthority.Identity server = authority.issue("localhost", 2);
      Path key = directory.resolve("server.key");
      server.writeKey(key);
      return new ServerCertificate(
          Files.write(directory.resolve("server.pem"), server.pem()),
          key,
          pem(authority),
          pem(other));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String pem(CertificateAuthority authority) {
    return new String(CertificateAuthority.pem(authority.certificate()), StandardCharsets.US_ASCII);
  }
}
