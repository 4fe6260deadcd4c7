package dev.tripline.dispatcher.settings;

import dev.tripline.delivery.ByteSize;
import dev.tripline.dispatcher.secret.reference.SecretReference;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/// The page of all settings, made from the records and their documentation.
///
/// @param root of the repository
record SettingsPage(Path root) {
  private static final String HEAD =
      """
      # Settings

      Made from the records of settings and their documentation; change those and run

          COMMAND

      A setting is given on the command line (`--tripline.delivery.grow-after=50ms`), as a variable of the environment (`TRIPLINE_DELIVERY_GROW_AFTER=50ms`), or in an `application.yml` in the working directory; the first of these wins. The items of a list are separated by commas; where an item has a comma itself, each is given by its number, from 0 on: `--tripline.workers.variables[0]=A=1,2` or `TRIPLINE_WORKERS_VARIABLES_0=A=1,2`. `NAME` stands for a name of your choosing. Durations are written as `500ms`, `30s`, `5m`, `6h` or `7d`, sizes as `512KB`, `64MB` or `1GB`, of 1024 each.

      **An unknown setting below `tripline` ends the start** and names the nearest one that exists; so does a value of the wrong type or out of range. Variables that begin with `TRIPLINE_SECRET_`, or as `tripline.secrets.allowed-environment` and `tripline.endpoints.secret-prefix` say, are secrets and not settings; those by which Kubernetes and Docker tell of services (`TRIPLINE_SERVICE_HOST`, `TRIPLINE_PORT_9000_TCP` and the like) are passed over.

      Address and port are Spring Boot's `server.address` (127.0.0.1 by default) and `server.port` (9000).
      """;

  Path file() {
    return root.resolve("docs/settings.md");
  }

  String text(SettingsCatalogue catalogue, String command) throws IOException {
    StringBuilder page = new StringBuilder(HEAD.replace("COMMAND", command));
    for (SettingsCatalogue.Group group : catalogue.groups()) {
      page.append("\n## ").append(title(group)).append("\n");
      page.append(documentation(group.type()).sentence()).append("\n\n");
      page.append("| setting | type | default | meaning |\n|---|---|---|---|\n");
      for (Setting setting : group.settings()) {
        page.append(row(setting));
      }
    }
    return page.toString();
  }

  private static String title(SettingsCatalogue.Group group) {
    if (!group.prefix().equals("tripline")) {
      return "`" + group.prefix() + "`";
    }
    return group.settings().stream()
        .map(setting -> "`tripline." + setting.name().split("\\.", -1)[1] + "`")
        .distinct()
        .collect(Collectors.joining(", "));
  }

  private String row(Setting setting) throws IOException {
    Class<?> declaring = setting.component().getDeclaringRecord();
    String meaning = documentation(declaring).parameter(setting.component().getName());
    String value = SettingDefault.of(setting);
    return "| `%s` | %s | %s | %s |\n"
        .formatted(
            setting.name(), type(setting), value.isEmpty() ? "" : "`" + value + "`", meaning);
  }

  private static String type(Setting setting) {
    Class<?> type = setting.component().getType();
    if (List.class.isAssignableFrom(type)) {
      return "list";
    }
    if (Map.class.isAssignableFrom(type)) {
      return "URI";
    }
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(constant -> "`" + constant.toString().toLowerCase(Locale.ROOT) + "`")
          .collect(Collectors.joining(", "));
    }
    return Map.of(
            boolean.class, "true or false",
            int.class, "whole number",
            long.class, "whole number",
            float.class, "number",
            Duration.class, "duration",
            DataSize.class, "size",
            ByteSize.class, "size",
            Path.class, "path",
            URI.class, "URI",
            SecretReference.class, "reference to a secret")
        .getOrDefault(type, "text");
  }

  private Documentation documentation(Class<?> type) throws IOException {
    String file = type.getNestHost().getName().replace('.', '/') + ".java";
    try (Stream<Path> modules = Files.list(root)) {
      @Nullable Path source =
          modules
              .map(module -> module.resolve("src/main/java").resolve(file))
              .filter(Files::exists)
              .findFirst()
              .orElse(null);
      if (source == null) {
        throw new IllegalStateException("no source of " + type);
      }
      return Documentation.of(Files.readString(source), type.getSimpleName());
    }
  }
}
