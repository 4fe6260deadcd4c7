package dev.tripline.dispatcher.function.image;

import dev.tripline.dispatcher.connection.AwsClients;
import dev.tripline.dispatcher.connection.AwsSettings;
import dev.tripline.dispatcher.secret.reference.StoredSecrets;
import dev.tripline.dispatcher.store.DataSettings;
import dev.tripline.runtime.image.ImageStore;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ImageSettings.class)
class ImagesConfiguration {

  @Bean
  ImageStore imageStore(DataSettings data, ImageSettings settings, InstantSource clock) {
    return new ImageStore(
        data.dataDirectory().resolve("images"),
        settings.largest().toBytes(),
        settings.pullTimeout(),
        clock);
  }

  @Bean(destroyMethod = "close")
  Images images(
      ImageSettings settings,
      StoredSecrets secrets,
      ImageStore store,
      AwsClients clients,
      AwsSettings aws) {
    return new Images(settings, secrets, store, clients, aws);
  }
}
