package dev.tripline.dispatcher.trigger.kind.sns;

import dev.tripline.adapter.sns.SigningCertificates;
import dev.tripline.adapter.sns.SnsVerifier;
import dev.tripline.dispatcher.network.AddressGuard;
import dev.tripline.dispatcher.secret.reference.StoredSecrets;
import dev.tripline.dispatcher.trigger.SourceType;
import dev.tripline.dispatcher.trigger.form.PolicyForm;
import dev.tripline.dispatcher.trigger.form.SecretForm;
import dev.tripline.dispatcher.trigger.object.ObjectForm;
import dev.tripline.dispatcher.trigger.object.StoredObjects;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import javax.net.ssl.SSLContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SnsConfiguration {

  @Bean(destroyMethod = "close")
  GuardedWebRead snsWeb(AddressGuard sourceGuard) throws NoSuchAlgorithmException {
    return new GuardedWebRead(sourceGuard, SSLContext.getDefault(), 0);
  }

  @Bean
  SnsForm snsForm(PolicyForm policies, SecretForm secrets, ObjectForm objects) {
    return new SnsForm(policies, secrets, objects);
  }

  /// @param others a test's own
  @Bean
  SourceType snsSourceType(
      GuardedWebRead web,
      ObjectProvider<SigningTrust> others,
      SnsForm form,
      StoredObjects objects,
      StoredSecrets stored,
      InstantSource clock) {
    SigningTrust trust =
        others.getIfAvailable(() -> new SigningTrust(web, SigningTrust.standardAuthorities()));
    var certificates = new SigningCertificates(trust.web(), trust.authorities(), clock);
    return new SnsSourceType(
        form,
        new SnsSourceType.Proof(new SnsVerifier(certificates, clock), trust.web()),
        new SnsObjects(objects),
        stored,
        clock);
  }
}
