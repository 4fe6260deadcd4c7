package dev.tripline.store.lease;

import dev.tripline.store.engine.Database;
import dev.tripline.store.event.StoreEvents;
import java.util.List;

/// On SQLite the lock of the file is the lease: while this process has it nobody can take its
/// claims, and its next owner knows that all claims of earlier epochs are void.
public final class SqliteLease implements OwnLease {
  private static final List<String> RESCUES =
      List.of(
          "UPDATE invocation SET state = 0, owner = NULL WHERE state = 1 AND owner < :epoch",
          "UPDATE outbox SET state = 0, owner = NULL WHERE state = 1 AND owner < :epoch");

  private final Database database;
  private final StoreEvents events;
  private final long epoch;

  /// Begins a new epoch.
  public SqliteLease(Database database, StoreEvents events) {
    this.database = database;
    this.events = events;
    this.epoch =
        database.write(sql ->
            sql.sql("UPDATE node_epoch SET epoch = epoch + 1 RETURNING epoch")
                .query(Long.class)
                .single());
  }

  @Override
  public long epoch() {
    return epoch;
  }

  @Override
  public boolean holds() {
    return true;
  }

  @Override
  public boolean holds(long epoch) {
    return epoch == this.epoch;
  }

  @Override
  public boolean isAlive(long epoch) {
    return epoch == this.epoch;
  }

  @Override
  public boolean heartbeat() {
    return true;
  }

  @Override
  public int rescue() {
    return giveBack(epoch);
  }

  @Override
  public List<Claim> claims() {
    return ClaimRows.of(database, epoch);
  }

  @Override
  public int giveBack(List<Claim> claims) {
    int rows = ClaimRows.giveBack(database, epoch, claims);
    events.claimsReturned(rows);
    return rows;
  }

  @Override
  public void release() {
    giveBack(epoch + 1);
  }

  private int giveBack(long below) {
    int rows =
        database.write(sql ->
            RESCUES.stream()
                .mapToInt(rescue -> sql.sql(rescue).param("epoch", below).update())
                .sum());
    events.claimsReturned(rows);
    return rows;
  }
}
