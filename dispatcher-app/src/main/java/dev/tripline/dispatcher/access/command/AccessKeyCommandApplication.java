package dev.tripline.dispatcher.access.command;

import dev.tripline.dispatcher.access.key.AccessKey;
import dev.tripline.dispatcher.access.key.AccessKeys;
import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.access.rule.Role;
import dev.tripline.dispatcher.audit.TargetNames;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.secret.SecretUses;
import dev.tripline.dispatcher.store.DataSettings;
import dev.tripline.dispatcher.store.StoreConnectionSettings.Engine;
import dev.tripline.spi.audit.Actor;
import dev.tripline.store.engine.StoreRefusedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.core.env.MapPropertySource;

/// `access-keys create NAME ROLE [signing|token] [RESOURCE…]`, `list`, `rotate ID`, `disable ID`, `enable ID` and
/// `delete ID`, on the store that the settings name. An SQLite store must have no running dispatcher;
/// beside PostgreSQL the command may run at any time.
@ComponentScan({
  "dev.tripline.dispatcher.access.key",
  "dev.tripline.dispatcher.audit",
  "dev.tripline.dispatcher.secret",
  "dev.tripline.dispatcher.store"
})
public final class AccessKeyCommandApplication {
  /// The first argument that asks for this command.
  public static final String NAME = "access-keys";

  private static final String USAGE =
      """
      usage: access-keys create NAME viewer|publisher|operator|admin|none [signing|token] [RESOURCE…]
             access-keys list
             access-keys rotate|disable|enable|delete ID
      A RESOURCE such as 'function:orders-*' limits a key to some things; without one it is for all.
      Settings of the dispatcher go along, such as --tripline.data-directory=…
      """;

  /// So the store does not note a key as one that values may have, and none is made.
  private static final MapPropertySource WRITES_NO_PAYLOADS =
      new MapPropertySource(
          "access-keys writes no payloads", Map.of("tripline.payload-encryption.enabled", false));

  /// No names are looked up: the command filters nothing by them.
  @Bean
  static TargetNames targetNames() {
    return (_, _) -> Optional.empty();
  }

  @Bean
  static SecretUses secretUses() {
    return _ -> List.of();
  }

  private AccessKeyCommandApplication() {}

  /// Blocks until it is done. Answers the exit status.
  ///
  /// @param arguments with the name of the command first
  public static int run(String... arguments) {
    List<String> words =
        Arrays.stream(arguments).skip(1).filter(word -> !word.startsWith("--")).toList();
    String[] settings =
        Arrays.stream(arguments).filter(word -> word.startsWith("--")).toArray(String[]::new);
    if (!isCommand(words)) {
      System.err.print(USAGE);
      return 2;
    }
    SpringApplication application = new SpringApplication(AccessKeyCommandApplication.class);
    application.setWebApplicationType(WebApplicationType.NONE);
    application.setLogStartupInfo(false);
    application.setDefaultProperties(
        Map.of("logging.level.root", "warn", "spring.main.banner-mode", "off"));
    application.addInitializers(
        context -> context.getEnvironment().getPropertySources().addFirst(WRITES_NO_PAYLOADS),
        context -> requireStore(Binder.get(context.getEnvironment()), words.getFirst()));
    try (ConfigurableApplicationContext context = application.run(settings)) {
      return carryOut(words, context.getBean(AccessKeys.class));
    }
  }

  /// A first key may be made before the dispatcher has been started; else a store that is not there is
  /// the wrong one.
  private static void requireStore(Binder settings, String command) {
    if (command.equals("create")) {
      return;
    }
    Engine engine = settings.bind("tripline.store.engine", Engine.class).orElse(Engine.SQLITE);
    Path directory = settings.bindOrCreate("tripline", DataSettings.class).dataDirectory();
    if (engine == Engine.SQLITE && !Files.exists(directory.resolve("store.db"))) {
      throw new StoreRefusedException(
          "There are no access keys in " + directory,
          "no dispatcher has a store in this directory",
          "Name its directory with --tripline.data-directory=…, or with"
              + " --tripline.store.engine=postgresql its database.");
    }
  }

  private static boolean isCommand(List<String> words) {
    if (words.isEmpty()) {
      return false;
    }
    return switch (words.getFirst()) {
      case "create" -> words.size() >= 3;
      case "list" -> words.size() == 1;
      case "rotate", "disable", "enable", "delete" -> words.size() == 2;
      default -> false;
    };
  }

  private static int carryOut(List<String> words, AccessKeys keys) {
    Actor actor = Actor.operator("command " + System.getProperty("user.name"));
    try {
      switch (words.getFirst()) {
        case "create" -> tell(keys.create(wanted(words), actor));
        case "rotate" -> tell(keys.rotate(words.get(1), Duration.ZERO, actor));
        case "disable" -> tell(keys.disable(words.get(1), actor));
        case "enable" -> tell(keys.enable(words.get(1), actor));
        case "delete" -> keys.delete(words.get(1), actor);
        default -> keys.list().forEach(AccessKeyCommandApplication::tell);
      }
      return 0;
    } catch (ApiProblem problem) {
      System.err.println(problem.getMessage());
      return 1;
    }
  }

  private static AccessKeys.Wanted wanted(List<String> words) {
    boolean named = words.size() > 3 && !words.get(3).contains(":") && !words.get(3).equals("*");
    String kind = named ? words.get(3) : AccessKey.Kind.SIGNING.word();
    List<String> resources = words.subList(named ? 4 : 3, words.size());
    return new AccessKeys.Wanted(
        words.get(1),
        constant(AccessKey.Kind.class, "kind", kind),
        constant(Role.class, "role", words.get(2)),
        resources.isEmpty() ? Caller.EVERYTHING : resources);
  }

  private static <E extends Enum<E>> E constant(Class<E> type, String what, String word) {
    try {
      return Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException _) {
      throw ApiProblem.invalid(
          what, "'" + word + "' is none of " + Arrays.toString(type.getEnumConstants()));
    }
  }

  private static void tell(AccessKeys.Issued issued) {
    tell(issued.accessKey());
    if (issued.token() == null) {
      System.out.println("export AWS_ACCESS_KEY_ID=" + issued.accessKey().id());
      System.out.println("export AWS_SECRET_ACCESS_KEY=" + issued.secretAccessKey());
    } else {
      System.out.println("token " + issued.token());
    }
  }

  private static void tell(AccessKeys.View key) {
    System.out.printf(
        "%s  %s  %s  %s  %s%s%n",
        key.id(),
        key.name(),
        key.kind(),
        key.role(),
        String.join(",", key.resources()),
        key.disabled() ? "  disabled" : "");
  }
}
