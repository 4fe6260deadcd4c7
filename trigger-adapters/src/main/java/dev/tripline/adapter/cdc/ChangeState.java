package dev.tripline.adapter.cdc;

import dev.tripline.adapter.shards.Position;
import dev.tripline.spi.store.SourceStateStore;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.json.JsonMapper;

/// A trigger's own state beside its position: whether changes were lost, and from where its present
/// shard was to be read. After a loss nothing is read until an operator has said how to go on; then a
/// new shard begins. Blocking and durable.
///
/// @param triggerId the trigger
public record ChangeState(SourceStateStore store, String triggerId) {
  private static final String SHARD = "changes.shard";
  private static final String BEGINNING = "changes.beginning";
  private static final String GAP = "changes.gap";
  private static final String PLACE = "changes.place.";
  private static final String EXPECTED = "changes.expected";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// How reading goes on after a loss.
  public enum Resolution {
    /// With the changes from now on.
    CONTINUE,
    /// With a snapshot of the tables, and the changes from then on.
    SNAPSHOT
  }

  /// @param shard the name of the shard that is to be read
  /// @param resolution how its beginning is meant; empty for the trigger's first shard
  /// @param gap the reason why nothing is read; empty if there is none
  record Seen(String shard, Optional<Resolution> resolution, Optional<String> gap) {}

  Seen load() {
    Map<String, String> all = store.load(triggerId);
    return new Seen(
        "changes-" + all.getOrDefault(SHARD, "1"),
        Optional.ofNullable(all.get(BEGINNING)).map(Resolution::valueOf),
        gap(all));
  }

  private static Optional<String> gap(Map<String, String> all) {
    return Optional.ofNullable(all.get(GAP)).filter(text -> !text.isEmpty());
  }

  /// The reason why nothing is read until [#resolve]; empty if there is none.
  public Optional<String> gap() {
    return gap(store.load(triggerId));
  }

  /// The place at which a shard begins that does not begin with a snapshot, once it is decided.
  Optional<Position> place(String shard) {
    return Optional.ofNullable(store.load(triggerId).get(PLACE + shard)).map(Position::of);
  }

  void place(String shard, Position begin) {
    store.save(triggerId, Map.of(PLACE + shard, begin.text()));
  }

  /// The tables whose changes the server was to show when it was last prepared, `SCHEMA.TABLE`: what they
  /// miss since is lost.
  public Set<String> expected() {
    String kept = store.load(triggerId).get(EXPECTED);
    return kept == null ? Set.of() : Set.of(JSON.readValue(kept, String[].class));
  }

  public void expected(Set<String> tables) {
    store.save(triggerId, Map.of(EXPECTED, JSON.writeValueAsString(new TreeSet<>(tables))));
  }

  void lose(String why) {
    store.save(triggerId, Map.of(GAP, why));
  }

  /// Ends a gap.
  ///
  /// @return `false`, and nothing is changed, if there is none
  public boolean resolve(Resolution resolution) {
    Map<String, String> all = store.load(triggerId);
    if (gap(all).isEmpty()) {
      return false;
    }
    Map<String, String> changes = new HashMap<>();
    changes.put(SHARD, Integer.toString(Integer.parseInt(all.getOrDefault(SHARD, "1")) + 1));
    changes.put(BEGINNING, resolution.name());
    changes.put(GAP, "");
    store.save(triggerId, changes);
    return true;
  }
}
