package dev.tripline.dispatcher.trigger.kind.bus;

import dev.tripline.delivery.async.TriggerRetries;
import dev.tripline.delivery.bus.BusPattern;
import dev.tripline.delivery.bus.EventPath;
import dev.tripline.delivery.bus.InputTemplate;
import dev.tripline.delivery.bus.InvalidRuleException;
import dev.tripline.delivery.bus.TargetInput;
import dev.tripline.dispatcher.rest.FormReader;
import dev.tripline.dispatcher.trigger.bus.BusSubscription;
import dev.tripline.retry.RetryRules;
import dev.tripline.retry.destination.Destinations;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads the form of a subscriber of an event bus.
record EventBusForm(Destinations destinations) {
  private static final Pattern BUS = Pattern.compile("[/.\\-_A-Za-z0-9]{1,256}");
  private static final Pattern NAME = Pattern.compile("[.\\-_A-Za-z0-9]{1,64}");
  private static final String OWN_TARGET = "function";

  BusSubscription read(FormReader form, boolean fresh) {
    String bus = form.text("bus", "default");
    if (!BUS.matcher(bus).matches()) {
      form.invalid("bus", "must be 1 to 256 letters, digits and any of . - _ /");
    }
    String rule = name(form, "rule");
    BusPattern pattern = pattern(form, rule, fresh);
    String target = rule == null ? OWN_TARGET : form.required("target");
    if (rule != null && !target.isEmpty() && !NAME.matcher(target).matches()) {
      form.invalid("target", "must be 1 to 64 letters, digits and any of . - _");
    }
    return new BusSubscription(
        bus,
        rule,
        target,
        pattern,
        input(form),
        retries(form, fresh),
        path(form, "deduplicateBy"),
        path(form, "orderBy"));
  }

  private static @Nullable EventPath path(FormReader form, String member) {
    String path = form.text(member);
    return path == null ? null : made(form, member, path, EventPath::parse);
  }

  private static @Nullable String name(FormReader form, String member) {
    String name = form.text(member);
    if (name != null && !NAME.matcher(name).matches()) {
      form.invalid(member, "must be 1 to 64 letters, digits and any of . - _");
    }
    return name;
  }

  private static @Nullable BusPattern pattern(
      FormReader form, @Nullable String rule, boolean fresh) {
    Optional<JsonNode> given = form.value("pattern");
    if (given.isPresent() == (rule != null)) {
      form.invalid(
          "pattern", "is given for a subscriber that is no target of a rule, and only then");
      return null;
    }
    if (given.isEmpty()) {
      return null;
    }
    JsonNode value = given.get();
    String text = value.isString() ? value.stringValue() : value.toString();
    return made(form, "pattern", text, fresh ? BusPattern::parse : BusPattern::accepted);
  }

  private static TargetInput input(FormReader form) {
    FormReader input = form.optionalObject("input");
    if (input == null) {
      return TargetInput.WHOLE;
    }
    String json = input.text("json");
    String path = input.text("path");
    String template = input.text("template");
    Map<String, String> paths = paths(input);
    input.refuseUnknown();
    if ((json == null ? 0 : 1) + (path == null ? 0 : 1) + (template == null ? 0 : 1) != 1) {
      form.invalid("input", "must have one of json, path and template");
      return TargetInput.WHOLE;
    }
    if (!paths.isEmpty() && template == null) {
      input.invalid("paths", "is for a template");
    }
    TargetInput made;
    if (json != null) {
      made = made(input, "json", json, TargetInput.Constant::new);
    } else if (path != null) {
      EventPath parsed = made(input, "path", path, EventPath::ofAny);
      made = parsed == null ? null : new TargetInput.Part(parsed);
    } else {
      String text = template == null ? "" : template;
      InputTemplate parsed =
          made(input, "template", text, given -> InputTemplate.parse(given, paths));
      made = parsed == null ? null : new TargetInput.Transformed(parsed);
    }
    return made == null ? TargetInput.WHOLE : made;
  }

  private static Map<String, String> paths(FormReader input) {
    Map<String, String> paths = new HashMap<>();
    input
        .value("paths")
        .ifPresent(given -> {
          if (!given.isObject() || given.valueStream().anyMatch(path -> !path.isString())) {
            input.invalid("paths", "must be an object of paths by name");
            return;
          }
          given
              .properties()
              .forEach(path -> paths.put(path.getKey(), path.getValue().stringValue()));
        });
    return paths;
  }

  private TriggerRetries.Policy retries(FormReader form, boolean fresh) {
    Integer retries = form.optionalInteger("maxRetries", 0, RetryRules.MAX_RETRIES);
    Integer age =
        form.optionalInteger(
            "maxAgeSeconds",
            (int) RetryRules.MIN_AGE.toSeconds(),
            (int) RetryRules.MAX_AGE.toSeconds());
    String deadLetter = form.text("deadLetter");
    if (deadLetter != null && fresh) {
      destinations
          .objection(deadLetter, Destinations.Use.DEAD_LETTER)
          .ifPresent(why -> form.invalid("deadLetter", why));
    }
    return new TriggerRetries.Policy(
        retries, age == null ? null : Duration.ofSeconds(age), deadLetter);
  }

  /// Null if it cannot be made; the error is left with the reader.
  private static <T> @Nullable T made(
      FormReader form, String member, String text, Function<String, T> maker) {
    try {
      return maker.apply(text);
    } catch (InvalidRuleException e) {
      form.invalid(member, "cannot be used: " + e.getMessage());
      return null;
    }
  }
}
