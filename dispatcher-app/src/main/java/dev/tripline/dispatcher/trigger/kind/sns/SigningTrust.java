package dev.tripline.dispatcher.trigger.kind.sns;

import dev.tripline.adapter.sns.WebRead;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/// The web in which certificates of SNS are read, and the authorities that they are trusted by.
record SigningTrust(WebRead web, List<X509Certificate> authorities) {

  SigningTrust {
    authorities = List.copyOf(authorities);
  }

  /// The authorities that Java trusts.
  static List<X509Certificate> standardAuthorities() {
    try {
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init((KeyStore) null);
      return Arrays.stream(managers.getTrustManagers())
          .filter(X509TrustManager.class::isInstance)
          .flatMap(manager -> Arrays.stream(((X509TrustManager) manager).getAcceptedIssuers()))
          .toList();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the certificates that Java trusts cannot be read", e);
    }
  }
}
