package dev.tripline.dispatcher.access.user;

import dev.tripline.dispatcher.audit.Audit;
import dev.tripline.store.engine.StoreWriter;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class UserConfiguration {

  @Bean
  UserStore userStore(JdbcClient storeReader, StoreWriter storeWriter) {
    return new UserStore(storeReader, storeWriter);
  }

  @Bean
  Passwords passwords() {
    return new Passwords();
  }

  @Bean
  Users users(UserStore store, Passwords passwords, Audit audit, InstantSource clock) {
    return new Users(store, passwords, audit, clock);
  }
}
