package dev.tripline.dispatcher.alert.deadline;

import dev.tripline.dispatcher.secret.Secrets;
import dev.tripline.dispatcher.secret.reference.StoredSecrets;
import java.util.ArrayList;
import java.util.List;

/// Certificates that are kept as secrets, such as those by which a trigger reads from Kafka.
record SecretCertificates(Secrets secrets, StoredSecrets values) implements CertificateSource {

  @Override
  public List<CertificateEnd> ends() {
    List<CertificateEnd> ends = new ArrayList<>();
    for (Secrets.View secret : secrets.list()) {
      try {
        Certificates.inText("secret " + secret.name(), values.value(secret.name()))
            .ifPresent(ends::add);
      } catch (IllegalStateException _) {
        // Gone since, or sealed by a key that is not here: whoever uses it is told.
      }
    }
    return ends;
  }
}
