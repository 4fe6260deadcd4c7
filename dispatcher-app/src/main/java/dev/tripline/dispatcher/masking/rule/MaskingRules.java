package dev.tripline.dispatcher.masking.rule;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.tripline.dispatcher.audit.Audit;
import dev.tripline.dispatcher.audit.TargetNames;
import dev.tripline.dispatcher.masking.Masking;
import dev.tripline.dispatcher.masking.MaskingRule;
import dev.tripline.dispatcher.masking.MaskingRule.Way;
import dev.tripline.dispatcher.masking.RuleReader;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.StrictJson;
import dev.tripline.dispatcher.secret.Seals;
import dev.tripline.spi.audit.Actor;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The masking rules, and all that an administrator does with them. An unknown one is an [ApiProblem] 404.
/// Blocking; safe for many threads.
public final class MaskingRules {
  static final String PURPOSE = "fingerprints of masked values";

  private static final Logger log = LoggerFactory.getLogger(MaskingRules.class);
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final int MOST_KEPT = 8;
  private static final int STANDARD_KEPT = 4;

  private final MaskingStore store;
  private final Seals seals;
  private final TargetNames names;
  private final Audit audit;
  private volatile boolean isTold;
  private volatile Compiled latest = new Compiled(List.of(), Set.of(), Masking.NONE);

  MaskingRules(MaskingStore store, Seals seals, TargetNames names, Audit audit) {
    this.store = store;
    this.seals = seals;
    this.names = names;
    this.audit = audit;
  }

  /// @param missing ids of keys whose fingerprints are hidden
  private record Compiled(List<MaskingStore.Kept> rows, Set<String> missing, Masking masking) {}

  /// A rule as it is shown.
  public record View(String name, @JsonUnwrapped MaskingForm rule, Instant updatedAt) {

    private static View of(MaskingStore.Kept kept) {
      return new View(kept.name(), kept.form(), kept.updatedAt());
    }
  }

  /// The answer to a put.
  record Put(View rule, boolean created) {}

  /// The rules that hold now, on all nodes.
  public Masking now() {
    List<MaskingStore.Kept> rows = store.list();
    Compiled known = latest;
    // A key that is missing may come back.
    if (known.rows.equals(rows) && known.missing.stream().noneMatch(this::hasKey)) {
      return known.masking;
    }
    Set<String> missing =
        rows.stream()
            .filter(kept -> needsKey(kept.form()))
            .map(MaskingStore.Kept::fingerprintKey)
            .filter(id -> !hasKey(id))
            .collect(Collectors.toSet());
    Masking masking = new Masking(rows.stream().map(this::compiled).toList());
    latest = new Compiled(rows, missing, masking);
    return masking;
  }

  private boolean hasKey(String id) {
    return key(id).isPresent();
  }

  private static boolean needsKey(MaskingForm form) {
    return "fingerprint".equals(form.kind());
  }

  /// Empty if the key file is missing, or another one.
  private Optional<byte[]> key(String id) {
    try {
      Optional<byte[]> key = seals.derive(PURPOSE, id);
      isTold = false;
      return key;
    } catch (IllegalStateException e) {
      if (!isTold) {
        log.warn("There is no key for fingerprints of masked values, which are hidden", e);
        isTold = true;
      }
      return Optional.empty();
    }
  }

  private MaskingRule compiled(MaskingStore.Kept kept) {
    RuleReader reader = new RuleReader();
    MaskingRule rule = read(kept.form(), kept.fingerprintKey(), reader);
    if (!reader.errors().isEmpty()) {
      throw new IllegalStateException(
          "the masking rule %s cannot be understood by this version: %s"
              .formatted(kept.name(), reader.errors()));
    }
    return rule;
  }

  /// By name.
  public List<View> list() {
    return store.list().stream().map(View::of).toList();
  }

  View find(String name) {
    return View.of(store.find(name).orElseThrow(() -> unknown(name)));
  }

  /// Makes or replaces a rule. It holds from the next answer on.
  ///
  /// @throws ApiProblem 409 if there are too many, or the key of fingerprints is needed and not here
  Put put(String name, MaskingForm form, Actor actor) {
    RuleReader reader = new RuleReader();
    if (!NAME.matcher(name).matches()) {
      reader.wrong("name", "1 to 64 letters, digits, - and _ are expected");
    }
    MaskingForm known =
        new MaskingForm(
            known("function", Audit.FUNCTION, form.function(), reader),
            known("trigger", Audit.TRIGGER, form.trigger(), reader),
            form.paths(),
            form.headers(),
            form.patterns(),
            form.kind(),
            form.keep(),
            form.words());
    Optional<MaskingStore.Kept> first = store.list().stream().findFirst();
    String key = first.isPresent() ? first.get().fingerprintKey() : seals.derive(PURPOSE).keyId();
    read(known, key, reader);
    if (!reader.errors().isEmpty()) {
      throw ApiProblem.invalid(reader.errors());
    }
    if (needsKey(known) && first.isPresent() && key(key).isEmpty()) {
      throw ApiProblem.conflict(
          "the key of fingerprints, %s, is not in the key file of secrets: bring it back, or delete all"
                  .formatted(key)
              + " rules first");
    }
    MaskingStore.Put put = store.put(name, known, key);
    if (put == MaskingStore.Put.TOO_MANY) {
      throw ApiProblem.conflict("there are " + MaskingStore.MOST + " rules already");
    }
    audit.record(
        actor, "PutMaskingRule", Audit.MASKING_RULE, name, Map.of("rule", StrictJson.write(known)));
    return new Put(find(name), put == MaskingStore.Put.MADE);
  }

  void delete(String name, Actor actor) {
    View gone = find(name);
    if (!store.delete(name)) {
      throw unknown(name);
    }
    audit.record(
        actor,
        "DeleteMaskingRule",
        Audit.MASKING_RULE,
        name,
        Map.of("rule", StrictJson.write(gone.rule())));
  }

  private @Nullable String known(
      String field, String kind, @Nullable String idOrName, RuleReader reader) {
    if (idOrName == null) {
      return null;
    }
    return names
        .id(kind, idOrName)
        .orElseGet(() -> {
          reader.wrong(field, "there is no " + kind + " " + idOrName);
          return idOrName;
        });
  }

  private MaskingRule read(MaskingForm form, String key, RuleReader reader) {
    RuleReader.Places places =
        reader.places(some(form.paths()), some(form.headers()), some(form.patterns()));
    return new MaskingRule(
        form.function(),
        form.trigger(),
        places.paths(),
        places.headers(),
        places.patterns(),
        way(form, key, reader),
        hidesWords(form, reader));
  }

  private static List<String> some(@Nullable List<String> given) {
    return Objects.requireNonNullElse(given, List.of());
  }

  private Way way(MaskingForm form, String key, RuleReader reader) {
    if (form.keep() != null && !"last".equals(form.kind())) {
      reader.wrong("keep", "is for the kind last");
    }
    return switch (form.kind()) {
      case null -> Way.HIDE;
      case "hide" -> Way.HIDE;
      case "last" -> {
        int keep = Objects.requireNonNullElse(form.keep(), STANDARD_KEPT);
        if (keep < 1 || keep > MOST_KEPT) {
          reader.wrong("keep", "1 to " + MOST_KEPT + " are expected");
          yield Way.HIDE;
        }
        yield Way.last(keep);
      }
      case "fingerprint" -> key(key).map(Fingerprints::new).map(Fingerprints::way).orElse(Way.HIDE);
      default -> {
        reader.wrong("kind", "must be one of hide, last, fingerprint");
        yield Way.HIDE;
      }
    };
  }

  private static boolean hidesWords(MaskingForm form, RuleReader reader) {
    return switch (form.words()) {
      case null -> true;
      case "hide" -> true;
      case "show" -> false;
      default -> {
        reader.wrong("words", "must be one of hide, show");
        yield true;
      }
    };
  }

  private static ApiProblem unknown(String name) {
    return ApiProblem.notFound("there is no masking rule " + name);
  }
}
