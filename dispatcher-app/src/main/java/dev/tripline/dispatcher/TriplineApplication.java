package dev.tripline.dispatcher;

import dev.tripline.dispatcher.access.command.AccessKeyCommandApplication;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/// The dispatcher service; with the first argument `access-keys`, the command of that name; with
/// `--version`, only that.
@SpringBootApplication
public class TriplineApplication {
  public static void main(String[] args) {
    if (args.length == 1 && args[0].equals("--version")) {
      System.out.println(ProductVersion.line());
      return;
    }
    if (args.length > 0 && args[0].equals(AccessKeyCommandApplication.NAME)) {
      System.exit(AccessKeyCommandApplication.run(args));
    }
    SpringApplication.run(TriplineApplication.class, args);
  }
}
