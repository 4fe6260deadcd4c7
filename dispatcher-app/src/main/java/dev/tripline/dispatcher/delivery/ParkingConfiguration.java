package dev.tripline.dispatcher.delivery;

import dev.tripline.delivery.parking.Parking;
import dev.tripline.delivery.parking.ParkingSettings;
import dev.tripline.store.Stores;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ParkingConfiguration {

  @Bean
  Parking parking(Stores stores, ParkingSettings settings) {
    var services =
        new Parking.Services(
            stores.parkedKeys(),
            stores.parkedKeyDrains(),
            stores.parkedShards(),
            stores.deadLetters(),
            stores.clock());
    return new Parking(services, settings);
  }
}
