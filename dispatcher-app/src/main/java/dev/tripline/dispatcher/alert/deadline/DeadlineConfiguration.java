package dev.tripline.dispatcher.alert.deadline;

import dev.tripline.dispatcher.alert.AlertSettings;
import dev.tripline.dispatcher.secret.Secrets;
import dev.tripline.dispatcher.secret.reference.StoredSecrets;
import dev.tripline.dispatcher.trigger.operation.TriggerOperations;
import dev.tripline.dispatcher.trigger.registry.TriggerService;
import dev.tripline.dispatcher.trigger.retention.RetentionProbe;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerSslBundle;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class DeadlineConfiguration {
  /// A look ahead is worth so many intervals of alerts.
  private static final int INTERVALS = 12;

  @Bean
  CertificateSource secretCertificates(Secrets secrets, StoredSecrets values) {
    return new SecretCertificates(secrets, values);
  }

  /// Those of `server.ssl` and of all bundles of `spring.ssl.bundle`.
  @Bean
  CertificateSource ownCertificates(ObjectProvider<SslBundles> bundles, ServerProperties server) {
    return () -> {
      List<CertificateEnd> ends = new ArrayList<>();
      SslBundles all = bundles.getIfAvailable();
      Ssl ssl = server.getSsl();
      if (ssl != null && ssl.isEnabled() && ssl.getBundle() == null) {
        add(ends, "server.ssl", WebServerSslBundle.get(ssl, all));
      }
      if (all != null) {
        all.getBundleNames().forEach(name -> add(ends, "bundle " + name, all.getBundle(name)));
      }
      return ends;
    };
  }

  private static void add(List<CertificateEnd> ends, String where, SslBundle bundle) {
    addStore(ends, where, bundle.getStores().getKeyStore());
    addStore(ends, "the authorities of " + where, bundle.getStores().getTrustStore());
  }

  private static void addStore(List<CertificateEnd> ends, String where, @Nullable KeyStore store) {
    try {
      if (store != null) {
        ends.addAll(Certificates.inStore(where, store));
      }
    } catch (KeyStoreException e) {
      throw new IllegalStateException("a key store that was loaded cannot be read", e);
    }
  }

  @Bean
  Deadlines deadlines(
      List<CertificateSource> certificates,
      List<RetentionProbe> probes,
      TriggerService triggers,
      TriggerOperations operations,
      AlertSettings settings,
      InstantSource clock) {
    return new Deadlines(
        certificates,
        probes,
        new Deadlines.Triggers(triggers, operations),
        settings.interval().multipliedBy(INTERVALS),
        clock);
  }
}
