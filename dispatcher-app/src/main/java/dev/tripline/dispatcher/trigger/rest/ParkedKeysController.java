package dev.tripline.dispatcher.trigger.rest;

import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.StrictJson;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.registry.TriggerService;
import dev.tripline.dispatcher.trigger.run.TriggerServices;
import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.store.ParkedKeys.ParkedKey;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// `/v1/triggers/{id}/parked-keys`: look at them, redrive them, discard what is first behind them.
/// `{key}` is the key, or the `id` that the list gives it, for keys that fit in no path.
@RestController
@RequestMapping("/v1/triggers/{id}/parked-keys")
class ParkedKeysController {
  private static final int REASON_LIMIT = 500;

  private final TriggerService triggers;
  private final TriggerServices guards;

  ParkedKeysController(TriggerService triggers, TriggerServices guards) {
    this.triggers = triggers;
    this.guards = guards;
  }

  /// Those that wait longest first.
  @GetMapping
  Map<String, Object> list(@PathVariable String id) {
    List<ParkedKey> keys = guards.parking().list(trigger(id).id());
    return Map.of("parkedKeys", keys.stream().map(ParkedKeysController::json).toList());
  }

  /// Asks for a drain; it begins within seconds.
  @PostMapping("/{key}/redrive")
  @ResponseStatus(HttpStatus.ACCEPTED)
  Map<String, Object> redrive(@PathVariable String id, @PathVariable String key) {
    Trigger trigger = trigger(id);
    ParkedKey found = find(trigger, key);
    if (!guards.parking().redrive(trigger.id(), found.key(), Actor.ANONYMOUS)) {
      throw unknown(trigger, key);
    }
    return Map.of("key", found.key(), "records", found.records());
  }

  /// Discards the first record behind the key.
  @PostMapping(path = "/{key}/discard-head", consumes = "application/json")
  Map<String, Object> discardHead(
      @PathVariable String id, @PathVariable String key, @RequestBody byte[] body) {
    Trigger trigger = trigger(id);
    ParkedKey found = find(trigger, key);
    String reason = StrictJson.read(body, Discard.class).reason();
    if (reason == null || reason.isBlank() || reason.length() > REASON_LIMIT) {
      throw ApiProblem.invalid("reason: say in 1 to " + REASON_LIMIT + " characters why");
    }
    String discarded =
        guards
            .parking()
            .discardHead(
                trigger.id(), found.key(), Actor.ANONYMOUS, reason, guards.account(trigger));
    if (discarded == null) {
      throw ApiProblem.conflict("the key is being drained right now; try again");
    }
    return Map.of("key", found.key(), "discarded", discarded);
  }

  record Discard(@Nullable String reason) {}

  private Trigger trigger(String id) {
    return triggers
        .find(id)
        .orElseThrow(() -> ApiProblem.notFound("there is no trigger " + id))
        .trigger();
  }

  private ParkedKey find(Trigger trigger, String keyOrId) {
    List<ParkedKey> keys = guards.parking().list(trigger.id());
    return keys.stream()
        .filter(key -> key.key().equals(keyOrId))
        .findFirst()
        .or(() -> keys.stream().filter(key -> id(key).equals(keyOrId)).findFirst())
        .orElseThrow(() -> unknown(trigger, keyOrId));
  }

  private static ApiProblem unknown(Trigger trigger, String key) {
    return ApiProblem.notFound("trigger " + trigger.name() + " has no parked key " + key);
  }

  private static String id(ParkedKey key) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(key.key().getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, Object> json(ParkedKey key) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("key", key.key());
    json.put("id", id(key));
    json.put("shard", key.shardId());
    json.put("since", key.since().toString());
    json.put("reason", key.reason());
    json.put("deadLetterId", key.deadLetterId());
    json.put("records", key.records());
    json.put("bytes", key.bytes());
    json.put("draining", key.draining());
    json.put("lastError", key.lastError());
    return json;
  }
}
