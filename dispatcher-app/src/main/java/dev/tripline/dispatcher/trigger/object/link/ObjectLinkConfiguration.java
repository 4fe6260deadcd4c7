package dev.tripline.dispatcher.trigger.object.link;

import dev.tripline.dispatcher.function.credential.OwnAddress;
import dev.tripline.dispatcher.secret.Seals;
import dev.tripline.dispatcher.trigger.registry.TriggerService;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ObjectLinkConfiguration {

  @Bean
  ObjectLinks objectLinks(Seals seals, OwnAddress address, InstantSource clock) {
    return new ObjectLinks(seals, address, clock);
  }

  @Bean
  LinkForm linkForm(ObjectLinks links) {
    return new LinkForm(links::haveAddress);
  }

  @Bean
  ServletRegistrationBean<ObjectLinkServlet> objectLinkServlet(
      ObjectLinks links,
      TriggerService triggers,
      List<LinkedObjects> objects,
      MeterRegistry meters) {
    ServletRegistrationBean<ObjectLinkServlet> servlet =
        new ServletRegistrationBean<>(
            new ObjectLinkServlet(new ObjectLinkServer(links, triggers, objects), meters),
            ObjectLinks.PREFIX + "/*");
    servlet.setName("objects");
    return servlet;
  }
}
