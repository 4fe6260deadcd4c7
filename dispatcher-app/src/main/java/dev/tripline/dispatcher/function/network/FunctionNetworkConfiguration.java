package dev.tripline.dispatcher.function.network;

import dev.tripline.dispatcher.audit.Audit;
import dev.tripline.dispatcher.function.registry.Registry;
import dev.tripline.runtime.FunctionRuntime;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(FunctionNetworkSettings.class)
class FunctionNetworkConfiguration {

  @Bean
  Networks networks(Registry registry, Audit audit, InstantSource clock) {
    return new Networks(registry, audit, clock);
  }

  /// Refuses the start if functions are to have networks of their own and cannot.
  @Bean
  WorkerNetworks workerNetworks(
      Registry registry, FunctionRuntime runtime, FunctionNetworkSettings settings)
      throws InterruptedException {
    if (settings.isOwn()) {
      runtime
          .whyNoNetworks()
          .ifPresent(why -> {
            throw new IllegalStateException(
                "tripline.function-network.mode is own, and this host lacks the means for it: "
                    + why
                    + ". With host, functions share the network of this machine");
          });
    }
    return new WorkerNetworks(registry::network, settings.network());
  }
}
