package dev.tripline.dispatcher.alert.deadline;

import java.util.List;

/// A place with certificates.
@FunctionalInterface
public interface CertificateSource {

  /// Blocking; what cannot be read is left out.
  List<CertificateEnd> ends();
}
