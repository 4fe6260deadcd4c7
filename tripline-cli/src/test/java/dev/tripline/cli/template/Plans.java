package dev.tripline.cli.template;

import dev.tripline.cli.output.Json;
import dev.tripline.cli.template.Plan.Function;
import dev.tripline.cli.template.Plan.LeftOut;
import dev.tripline.cli.template.Plan.Trigger;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// Plans of templates, to be looked into by tests.
final class Plans {
  static final Path TEMPLATES = Path.of("src/test/resources/templates");

  static Account account(boolean open, Map<String, String> parameters) {
    return new Account("eu-central-1", "000000000000", "", parameters, TEMPLATES, open);
  }

  static Json read(String name) {
    try {
      return TemplateFile.read(Files.readString(TEMPLATES.resolve(name)));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static String json(Object value) {
    return new String(Json.write(value), StandardCharsets.UTF_8);
  }

  static Map<String, Function> functions(Plan plan) {
    return plan.functions().stream().collect(Collectors.toMap(Function::name, f -> f));
  }

  static Function function(Plan plan, String name) {
    return Objects.requireNonNull(functions(plan).get(name), name);
  }

  static Map<String, String> left(Plan plan) {
    return plan.left().stream().collect(Collectors.toMap(LeftOut::where, LeftOut::why));
  }

  static Map<String, String> sources(Plan plan) {
    return plan.triggers().stream()
        .collect(Collectors.toMap(Trigger::name, trigger -> json(trigger.source())));
  }

  private Plans() {}
}
