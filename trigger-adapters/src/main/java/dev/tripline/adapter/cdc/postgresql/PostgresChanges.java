package dev.tripline.adapter.cdc.postgresql;

import dev.tripline.adapter.cdc.Capture;
import dev.tripline.adapter.cdc.ChangeDatabase;
import dev.tripline.adapter.cdc.ChangeState;
import dev.tripline.adapter.cdc.DatabaseServer;
import dev.tripline.adapter.cdc.LostChangesException;
import dev.tripline.adapter.cdc.Suitability;
import dev.tripline.adapter.shards.Position;
import dev.tripline.spi.source.SourceUnavailableException;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/// The changes of a PostgreSQL database, through a replication slot with the plugin `pgoutput`.
public final class PostgresChanges implements ChangeDatabase {
  private static final long NONE = -1;

  private final DatabaseServer server;
  private final Capture capture;
  private final Names names;
  private final Publication publication;
  private final PostgresConnections connections;
  private final InstantSource clock;

  /// @param slot made when it is not there
  /// @param publication made, and kept to the tables, if it is the trigger's own
  /// @param own whether the publication is the trigger's own; otherwise it must be there
  public record Names(String slot, String publication, boolean own) {
    public Names {
      if (!slot.matches("[a-z0-9_]{1,63}")) {
        throw new IllegalArgumentException(
            slot + " is no name of a slot: 1 to 63 lower-case letters, digits and underscores");
      }
    }
  }

  /// @param state of the trigger
  public PostgresChanges(
      DatabaseServer server, Capture capture, Names names, ChangeState state, InstantSource clock) {
    this.publication = new Publication(names, capture, state);
    this.server = server;
    this.capture = capture;
    this.names = names;
    this.connections = new PostgresConnections(server);
    this.clock = clock;
  }

  @Override
  public String inWords() {
    return server.inWords();
  }

  /// Blocking.
  ///
  /// @throws SourceUnavailableException if the server is out of reach
  public Suitability suitability() {
    return connections.with(connection -> PostgresSuitability.of(connection, names, capture));
  }

  /// Bytes of the log that the server keeps for the slot, whether it is read or not; negative without
  /// one. Blocking.
  ///
  /// @throws SourceUnavailableException if the server is out of reach
  public long kept() {
    return connections.with(
        connection -> Slot.find(connection, names.slot()).map(Slot::kept).orElse(NONE));
  }

  @Override
  public void check() {
    connections.with(connection -> Slot.find(connection, names.slot()));
  }

  @Override
  public Position newest() {
    return connections.with(connection -> {
      boolean made = publication.ensure(connection);
      Optional<Slot> found = Slot.find(connection, names.slot());
      if (found.isPresent()) {
        Long confirmed = found.get().confirmed();
        // In front of a publication of now, the slot can show nothing.
        if (!made && !found.get().lost() && confirmed != null) {
          return place(confirmed);
        }
        found.get().freeFrom(connection);
        Slot.drop(connection, names.slot());
      }
      return place(Slot.create(connection, names.slot()));
    });
  }

  private Position place(long end) {
    return new Position.After(PostgresNumbers.whole(end).toString(), clock.instant());
  }

  @Override
  public Optional<String> loss(Position.After from) {
    long wanted = boundary(from);
    if (wanted == 0) {
      return Optional.empty(); // in a snapshot, which is taken anew
    }
    return connections.with(connection -> {
      Optional<Slot> slot = Slot.find(connection, names.slot());
      if (slot.isEmpty()) {
        return Optional.of("the replication slot %s is gone".formatted(names.slot()));
      }
      Optional<String> objection = objection(slot.get(), wanted);
      return objection.isPresent() ? objection : publication.mend(connection);
    });
  }

  private Optional<String> objection(Slot slot, long wanted) {
    Long confirmed = slot.confirmed();
    if (slot.lost() || confirmed == null) {
      return Optional.of(
          "the server has removed log that the replication slot %s needs".formatted(names.slot()));
    }
    if (Long.compareUnsigned(confirmed, wanted) > 0) {
      return Optional.of(
          "the replication slot %s was moved to %s, behind %s, up to which changes were processed"
              .formatted(
                  names.slot(),
                  PostgresNumbers.inWords(confirmed),
                  PostgresNumbers.inWords(wanted)));
    }
    return Optional.empty();
  }

  private static long boundary(Position.After place) {
    return PostgresNumbers.boundary(new BigInteger(place.sequenceNumber()));
  }

  @Override
  public Reading read(Position from) {
    boolean snapshot = !(from instanceof Position.After after) || boundary(after) == 0;
    connections.with(connection -> {
      if (snapshot) {
        publication.ensure(connection);
      }
      Optional<Slot> slot = Slot.find(connection, names.slot());
      if (slot.isPresent()) {
        slot.get().freeFrom(connection);
        if (snapshot) {
          Slot.drop(
              connection, names.slot()); // the snapshot belongs to a slot that is made with it
        }
      }
      return NONE;
    });
    var made = new PostgresProperties(server, capture, names);
    return new Reading(
        made.of(snapshot ? Map.of() : offset(from)),
        new PostgresNumbers(snapshot ? rows(from) : BigInteger.ZERO, this::start),
        made::end);
  }

  private static BigInteger rows(Position from) {
    return from instanceof Position.After after
        ? new BigInteger(after.sequenceNumber())
        : BigInteger.ZERO;
  }

  /// Where a slot that was made with a snapshot begins: nothing of it is confirmed yet.
  private long start() {
    return connections.with(connection ->
        Slot.find(connection, names.slot())
            .map(Slot::confirmed)
            .orElseThrow(() -> new SourceUnavailableException("the slot is gone")));
  }

  private static Map<String, Object> offset(Position from) {
    long end = boundary((Position.After) from);
    return Map.of(
        "lsn", end, "lsn_proc", end, "lsn_commit", end, "messageType", "COMMIT", "ts_usec", 0L);
  }

  @Override
  public Map<String, Object> confirmation(Position.After committed) {
    return boundary(committed) == 0 ? Map.of() : offset(committed);
  }

  @Override
  public long kept(Position.After committed) {
    connections
        .with(publication::mend)
        .ifPresent(why -> {
          throw new LostChangesException(why);
        });
    return kept();
  }

  /// Gives up the slot and the trigger's own publication: the server keeps nothing for it any more.
  ///
  /// @throws SourceUnavailableException if the server is out of reach
  public void forget() {
    connections.with(connection -> {
      Optional<Slot> slot = Slot.find(connection, names.slot());
      if (slot.isPresent()) {
        slot.get().freeFrom(connection);
        Slot.drop(connection, names.slot());
      }
      if (names.own()) {
        publication.drop(connection);
      }
      return NONE;
    });
  }

  /// A request to the database.
  @FunctionalInterface
  interface Request<T> {
    T of(Connection connection) throws SQLException;
  }
}
