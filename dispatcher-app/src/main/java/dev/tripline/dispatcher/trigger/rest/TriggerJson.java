package dev.tripline.dispatcher.trigger.rest;

import dev.tripline.delivery.stream.StreamDelivery;
import dev.tripline.dispatcher.trigger.SourceTraits;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.dispatcher.trigger.registry.LocalTrigger;
import dev.tripline.dispatcher.trigger.run.TriggerServices;
import dev.tripline.spi.store.ParkedKeys.ParkedKey;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A trigger as `/v1/triggers` answers it: as it was registered, and how it does on this node.
public final class TriggerJson {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final TriggerServices guards;

  public TriggerJson(TriggerServices guards) {
    this.guards = guards;
  }

  ObjectNode of(LocalTrigger live) {
    Trigger trigger = live.trigger();
    TriggerStatus.Snapshot status = live.status().snapshot();
    ObjectNode json = JSON.createObjectNode();
    json.put("id", trigger.id());
    json.put("name", trigger.name());
    json.put("function", trigger.function().toString());
    json.put("paused", trigger.paused());
    json.set("source", trigger.form());
    var suspension = guards.breakers().suspension(trigger.id());
    boolean suspended = suspension != null && status.state() == TriggerStatus.State.ENABLED;
    json.put("state", suspended ? "Suspended" : status.state().text());
    if (suspension != null) {
      time(json, "nextProbeAt", suspension.nextProbeAt());
      json.put("suspendedBecause", suspension.lastFailure());
    }
    json.put("warning", status.warning());
    json.set("lastError", told(status.lastError(), status.lastErrorAt()));
    time(json, "nextRetryAt", status.nextRetryAt());
    json.set("lastResult", told(status.lastResult(), status.lastResultAt()));
    List<StreamDelivery.ShardView> shards = live.status().shards();
    json.put("inFlight", live.status().inFlight());
    SourceTraits.Shape shape = trigger.source().traits().shape();
    if (shape == SourceTraits.Shape.QUEUE) {
      json.put("pollers", status.pollers());
    }
    if (shape == SourceTraits.Shape.STREAM) {
      stream(json, trigger, shards);
    }
    json.put("ledgerResidual", guards.ledger().residual(trigger.id()));
    ObjectNode counts = json.putObject("counts");
    counts.put("received", status.counts().received());
    counts.put("succeeded", status.counts().succeeded());
    counts.put("retried", status.counts().retried());
    counts.put("deadLettered", status.counts().deadLettered());
    json.put("revision", trigger.revision());
    time(json, "createdAt", trigger.createdAt());
    time(json, "updatedAt", trigger.updatedAt());
    return json;
  }

  private void stream(ObjectNode json, Trigger trigger, List<StreamDelivery.ShardView> shards) {
    ShardsJson.put(json, shards);
    List<ParkedKey> parked = guards.parking().list(trigger.id());
    ObjectNode keys = json.putObject("parked");
    keys.put("keys", parked.size());
    keys.put("records", parked.stream().mapToLong(ParkedKey::records).sum());
    keys.put("bytes", parked.stream().mapToLong(ParkedKey::bytes).sum());
  }

  private static JsonNode told(@Nullable String message, @Nullable Instant at) {
    if (message == null) {
      return JSON.nullNode();
    }
    ObjectNode told = JSON.createObjectNode();
    told.put("message", message);
    time(told, "at", at);
    return told;
  }

  private static void time(ObjectNode json, String name, @Nullable Instant time) {
    json.put(name, time == null ? null : time.toString());
  }
}
