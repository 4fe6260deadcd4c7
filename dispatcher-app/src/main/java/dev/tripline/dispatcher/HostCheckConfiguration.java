package dev.tripline.dispatcher;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Says at the start in which respect this process was not started as docs/guide/production.md has it.
@Configuration(proxyBeanMethods = false)
class HostCheckConfiguration {
  private static final Logger log = LoggerFactory.getLogger(HostCheckConfiguration.class);
  private static final String EXIT = "ExitOnOutOfMemoryError";

  @Bean
  ApplicationListener<ApplicationStartedEvent> hostCheck() {
    return _ -> {
      String encoding = System.getProperty("sun.jnu.encoding", "");
      if (!encoding.equalsIgnoreCase("UTF-8")) {
        log.warn(
            "The locale of this process is not UTF-8 ({}): paths in its settings must be ASCII."
                + " Start it with LC_ALL=C.UTF-8",
            encoding);
      }
      if (!exitsOnOutOfMemory()) {
        log.warn(
            "This JVM would go on after an OutOfMemoryError, with threads missing. Start it with"
                + " -XX:+{}",
            EXIT);
      }
    };
  }

  private static boolean exitsOnOutOfMemory() {
    var options = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    return options != null && Boolean.parseBoolean(options.getVMOption(EXIT).getValue());
  }
}
