package dev.tripline.dispatcher.alert.deadline;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Finds when certificates end. Of a chain the first to end counts. Certificates of authorities stand for
/// one another: of a list of them the last to end counts.
final class Certificates {
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----");

  /// A list of all public authorities has some 150.
  private static final int MOST = 1_000;

  private Certificates() {}

  /// Those that stand in a text, also as a member of JSON.
  ///
  /// @param where the place, in words
  static Optional<CertificateEnd> inText(String where, String text) {
    List<X509Certificate> found = new ArrayList<>();
    PEM.matcher(text.replace("\\n", "\n"))
        .results()
        .limit(MOST)
        .forEach(pem -> parsed(pem.group()).ifPresent(found::add));
    return end(where, found);
  }

  private static Optional<X509Certificate> parsed(String pem) {
    try {
      return CertificateFactory.getInstance("X.509")
                  .generateCertificate(
                      new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
              instanceof X509Certificate certificate
          ? Optional.of(certificate)
          : Optional.empty();
    } catch (CertificateException _) {
      return Optional.empty(); // Whoever uses it is told.
    }
  }

  /// Those of each key of a store, and those that it trusts.
  static List<CertificateEnd> inStore(String where, KeyStore store) throws KeyStoreException {
    List<CertificateEnd> ends = new ArrayList<>();
    List<X509Certificate> trusted = new ArrayList<>();
    for (String alias : Collections.list(store.aliases())) {
      Certificate[] chain = store.getCertificateChain(alias);
      if (chain != null) {
        end(where, x509(chain)).ifPresent(ends::add);
      } else if (store.getCertificate(alias) instanceof X509Certificate one) {
        trusted.add(one);
      }
    }
    end(where, trusted).ifPresent(ends::add);
    return ends;
  }

  private static List<X509Certificate> x509(Certificate[] chain) {
    return Arrays.stream(chain)
        .filter(X509Certificate.class::isInstance)
        .map(X509Certificate.class::cast)
        .toList();
  }

  private static Optional<CertificateEnd> end(String where, List<X509Certificate> some) {
    if (some.isEmpty()) {
      return Optional.empty();
    }
    boolean authorities = some.stream().allMatch(one -> one.getBasicConstraints() >= 0);
    Comparator<X509Certificate> byEnd = Comparator.comparing(X509Certificate::getNotAfter);
    X509Certificate chosen =
        authorities ? Collections.max(some, byEnd) : Collections.min(some, byEnd);
    Instant at = chosen.getNotAfter().toInstant();
    return Optional.of(
        new CertificateEnd(
            "the certificate of %s, %s,".formatted(where, chosen.getSubjectX500Principal()), at));
  }
}
