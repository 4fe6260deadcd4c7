package dev.tripline.store.redrive;

import dev.tripline.spi.audit.AuditEntry;
import dev.tripline.spi.audit.AuditEntry.Target;
import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.deadletter.UnreadableLetterException;
import dev.tripline.spi.redrive.RedriveRun;
import dev.tripline.spi.redrive.RedriveScope;
import dev.tripline.spi.redrive.RedriveWork;
import dev.tripline.store.audit.AuditRows;
import dev.tripline.store.deadletter.DeadLetterRows;
import dev.tripline.store.deadletter.JdbcDeadLetterQueries;
import dev.tripline.store.deadletter.JdbcDeadLetterStore.Redrives;
import dev.tripline.store.deadletter.PayloadDigest;
import dev.tripline.store.deadletter.RedriveOrigins;
import dev.tripline.store.engine.Database;
import dev.tripline.store.event.StoreEvents;
import dev.tripline.store.lease.Claims;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Runs as a node carries them out, on either engine. Each change carries the claim's token.
public final class JdbcRedriveWork implements RedriveWork {
  private static final String CLAIMABLE =
      "open = 1 AND (state = 'RUNNING' OR sent > delivered + dead_again)"
          + " AND (owner IS NULL OR owner = :epoch OR VOID)";

  private static final String CLAIM =
      "UPDATE redrive_run SET owner = :epoch, token = token + 1 WHERE id = :id AND "
          + CLAIMABLE
          + " RETURNING *";

  private static final String OWN = " WHERE id = :id AND token = :token";
  private static final String GOES_ON = OWN + " AND state = 'RUNNING'";

  private static final String MOVED =
      """
      UPDATE redrive_run SET position = :position, sent = sent + :sent,
        phase_sent = phase_sent + :sent, skipped = skipped + :skipped, gone = gone + :gone,
        untransformed = untransformed + :untransformed,
        updated_at = NOW
      """;

  private static final String SETTLED =
      """
      UPDATE redrive_run SET delivered = delivered + :delivered, dead_again = dead_again + :dead,
        phase_delivered = phase_delivered + :phaseDelivered, phase_dead = phase_dead + :phaseDead,
        updated_at = NOW
      """;

  private static final String TURN = RedriveRows.STEP + ", rate = :rate" + GOES_ON;

  private static final String INSERT =
      """
      INSERT INTO redrive_letter (run_id, number, letter_id, request_id, function_name, qualifier,
        sequence, phase, transformed, state)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0)
      """;

  private static final int MOST_PENDING = 10_000;
  private static final int ROWS_AT_ONCE = 500;

  private final Database database;
  private final Claims claims;
  private final Redrives redrives;
  private final StoreEvents events;
  private final RedriveScopes scopes;
  private final JdbcDeadLetterQueries letters;

  public JdbcRedriveWork(Database database, Claims claims, Redrives redrives, StoreEvents events) {
    this.database = database;
    this.claims = claims;
    this.redrives = redrives;
    this.events = events;
    this.letters = new JdbcDeadLetterQueries(database);
    this.scopes = new RedriveScopes(database.reader(), database.cipher());
  }

  @Override
  public List<Claim> claim() {
    long epoch = claims.epoch().getAsLong();
    List<Owned> open =
        database
            .reader()
            .sql(
                "SELECT * FROM redrive_run WHERE "
                    + CLAIMABLE.replace("VOID", claims.isVoid())
                    + " ORDER BY id")
            .param("epoch", epoch)
            .query((row, _) -> new Owned(claim(row), row.getLong("owner")))
            .list();
    List<Claim> mine = new ArrayList<>();
    for (Owned run : open) {
      if (run.owner == epoch) {
        mine.add(run.claim);
      } else {
        take(run.claim.run().id(), epoch).ifPresent(mine::add);
      }
    }
    return mine;
  }

  private record Owned(Claim claim, long owner) {}

  private Optional<Claim> take(String id, long epoch) {
    return database.write(sql ->
        sql.sql(CLAIM.replace("VOID", claims.isVoid()))
            .param("epoch", epoch)
            .param("id", id)
            .query((row, _) -> claim(row))
            .optional());
  }

  private static Claim claim(ResultSet row) throws SQLException {
    return new Claim(RedriveRows.run(row, 0), row.getLong("token"));
  }

  @Override
  public Chunk next(RedriveScope scope, String after, int limit) {
    return scopes.next(scope, after, limit);
  }

  @Override
  public Optional<RedriveRun> move(Claim claim, Batch batch) {
    Optional<RedriveRun> moved;
    try {
      moved = database.write(sql -> move(sql, claim, batch));
    } catch (UnreadableLetterException _) {
      Batch rest = readable(batch);
      moved = database.write(sql -> move(sql, claim, rest));
    }
    if (moved.isPresent() && !batch.letters().isEmpty()) {
      events.workForAnybody();
    }
    return moved;
  }

  /// Looks at each letter by itself, since it is known that some cannot be decrypted.
  private Batch readable(Batch batch) {
    List<Move> moves = new ArrayList<>();
    List<Untransformed> untransformed = new ArrayList<>(batch.untransformed());
    for (Move move : batch.letters()) {
      String unreadable = letters.find(move.letterId()).map(DeadLetter::unreadable).orElse(null);
      if (unreadable == null) {
        moves.add(move);
      } else {
        untransformed.add(new Untransformed(move.letterId(), "its payload " + unreadable));
      }
    }
    return new Batch(
        moves, batch.position(), batch.skipped(), untransformed, batch.target(), batch.actor());
  }

  private Optional<RedriveRun> move(JdbcClient sql, Claim claim, Batch batch) {
    String lock = "UPDATE redrive_run SET token = token" + GOES_ON + " RETURNING *";
    Optional<RedriveRun> own = own(sql.sql(lock), claim).query(RedriveRows::run).optional();
    if (own.isEmpty()) {
      return own;
    }
    Map<String, Move> moves = new LinkedHashMap<>();
    batch.letters().forEach(move -> moves.put(move.letterId(), move));
    DeadLetterRows.Taken taken =
        DeadLetterRows.take(sql, database.cipher(), List.copyOf(moves.keySet()));
    long number = own.get().progress().sent();
    for (DeadLetter letter : taken.letters()) {
      Move move = Objects.requireNonNull(moves.get(letter.id()));
      DeadLetter sent =
          letter.with(
              Objects.requireNonNullElse(batch.target(), letter.function()),
              Objects.requireNonNullElse(move.payload(), letter.payload()));
      String request = move.requestId();
      boolean transformed = move.payload() != null;
      long sequence = redrives.enqueue(sql, sent, request);
      sql.sql(INSERT)
          .param(claim.run().id())
          .param(++number)
          .param(letter.id())
          .param(request)
          .param(sent.function().name())
          .param(sent.function().qualifier())
          .param(sequence)
          .param(own.get().progress().phase().number())
          .param(transformed ? 1 : 0)
          .update();
      RedriveOrigins.Payload payload =
          transformed ? RedriveOrigins.Payload.TRANSFORMED : RedriveOrigins.Payload.SAME;
      RedriveOrigins.add(sql, database.now(), letter, request, payload);
      AuditRows.insert(sql, database.now(), redriven(claim, batch, letter, sent, move));
    }
    UntransformedRows.add(sql, database.cipher(), claim.run().id(), batch.untransformed());
    taken.count(sql);
    return own(sql.sql(now(MOVED) + OWN + " RETURNING *"), claim)
        .param("position", batch.position())
        .param("sent", taken.letters().size())
        .param("gone", batch.letters().size() - taken.letters().size())
        .param("skipped", batch.skipped())
        .param("untransformed", batch.untransformed().size())
        .query(RedriveRows::run)
        .optional();
  }

  private static AuditEntry redriven(
      Claim claim, Batch batch, DeadLetter letter, DeadLetter sent, Move move) {
    Map<String, String> details = new HashMap<>();
    details.put("requestId", letter.requestId());
    details.put("function", letter.function().name());
    details.put("newRequestId", move.requestId());
    details.put("redrive", claim.run().id());
    if (batch.target() != null) {
      details.put("target", batch.target().toString());
    }
    if (move.payload() != null) {
      details.put("payloadSha256", PayloadDigest.sha256(letter.payload()));
      details.put("newPayloadSha256", PayloadDigest.sha256(sent.payload()));
    }
    return new AuditEntry(
        batch.actor(),
        AuditEntry.REDRIVE_DEAD_LETTER,
        Target.deadLetter(letter.id()),
        null,
        details);
  }

  private static JdbcClient.StatementSpec own(JdbcClient.StatementSpec sql, Claim claim) {
    return sql.param("id", claim.run().id()).param("token", claim.token());
  }

  private String now(String statement) {
    return statement.replace("NOW", database.now());
  }

  private record Sent(long number, long sequence, int phase, boolean died) {}

  /// A letter is delivered when its invocation has left the queue, and the transaction in which it did
  /// has not made a dead letter of it. The letters are read before the queue is: one that leaves in
  /// between as a dead letter is marked by then, and its mark is not overwritten.
  @Override
  public Optional<Outcomes> settle(Claim claim) {
    List<Sent> open = onTheirWay(claim.run().id());
    Map<Long, Integer> waiting =
        waiting(open.stream().filter(sent -> !sent.died).map(Sent::sequence).toList());
    long failing = waiting.values().stream().filter(counted -> counted > 0).count();
    List<Sent> delivered =
        open.stream().filter(sent -> !sent.died && !waiting.containsKey(sent.sequence)).toList();
    List<Sent> dead = open.stream().filter(Sent::died).toList();
    if (delivered.isEmpty() && dead.isEmpty()) {
      return Optional.of(new Outcomes(claim.run(), failing));
    }
    return database
        .write(sql -> settle(sql, claim, delivered, dead))
        .map(run -> new Outcomes(run, failing));
  }

  private List<Sent> onTheirWay(String runId) {
    return database
        .reader()
        .sql(
            "SELECT number, sequence, phase, state FROM redrive_letter"
                + " WHERE run_id = :run AND state < 2 ORDER BY number LIMIT :limit")
        .param("run", runId)
        .param("limit", MOST_PENDING)
        .query((row, _) ->
            new Sent(
                row.getLong("number"),
                row.getLong("sequence"),
                row.getInt("phase"),
                row.getInt("state") == RedriveRows.DIED))
        .list();
  }

  /// The failures so far, of the function or on the way to it, of those that are in the queue.
  private Map<Long, Integer> waiting(List<Long> sequences) {
    Map<Long, Integer> waiting = new HashMap<>();
    for (int from = 0; from < sequences.size(); from += ROWS_AT_ONCE) {
      database
          .reader()
          .sql(
              "SELECT sequence, counted + not_run_streak AS failures FROM invocation WHERE sequence"
                  + " IN (:sequences)")
          .param(
              "sequences", sequences.subList(from, Math.min(from + ROWS_AT_ONCE, sequences.size())))
          .query(row -> {
            waiting.put(row.getLong("sequence"), row.getInt("failures"));
          });
    }
    return waiting;
  }

  private Optional<RedriveRun> settle(
      JdbcClient sql, Claim claim, List<Sent> delivered, List<Sent> dead) {
    String lock = "UPDATE redrive_run SET token = token" + OWN + " RETURNING *";
    Optional<RedriveRun> own = own(sql.sql(lock), claim).query(RedriveRows::run).optional();
    if (own.isEmpty()) {
      return own;
    }
    int phase = own.get().progress().phase().number();
    Counted well = mark(sql, claim, delivered, phase, RedriveRows.PENDING, RedriveRows.DELIVERED);
    Counted again = mark(sql, claim, dead, phase, RedriveRows.DIED, RedriveRows.DEAD_AGAIN);
    Optional<RedriveRun> run =
        own(sql.sql(now(SETTLED) + OWN + " RETURNING *"), claim)
            .param("delivered", well.all)
            .param("dead", again.all)
            .param("phaseDelivered", well.ofPhase)
            .param("phaseDead", again.ofPhase)
            .query(RedriveRows::run)
            .optional();
    RedriveRows.closeIfOver(sql, claim.run().id());
    return run;
  }

  private record Counted(int all, int ofPhase) {}

  private static Counted mark(
      JdbcClient sql, Claim claim, List<Sent> letters, int phase, int from, int to) {
    int ofPhase =
        mark(sql, claim, letters.stream().filter(sent -> sent.phase == phase).toList(), from, to);
    int others =
        mark(sql, claim, letters.stream().filter(sent -> sent.phase != phase).toList(), from, to);
    return new Counted(ofPhase + others, ofPhase);
  }

  private static int mark(JdbcClient sql, Claim claim, List<Sent> letters, int from, int to) {
    int marked = 0;
    for (int first = 0; first < letters.size(); first += ROWS_AT_ONCE) {
      Collection<Long> numbers =
          letters.subList(first, Math.min(first + ROWS_AT_ONCE, letters.size())).stream()
              .map(Sent::number)
              .toList();
      marked +=
          sql.sql(
                  "UPDATE redrive_letter SET state = :to"
                      + " WHERE run_id = :run AND number IN (:numbers) AND state = :from")
              .param("to", to)
              .param("from", from)
              .param("run", claim.run().id())
              .param("numbers", numbers)
              .update();
    }
    return marked;
  }

  @Override
  public Optional<RedriveRun> turn(
      Claim claim, RedriveRun.Step step, double rate, @Nullable AuditEntry entry) {
    return database.write(sql -> {
      Optional<RedriveRun> run =
          own(RedriveRows.step(sql, now(TURN) + " RETURNING *", step), claim)
              .param("rate", RedriveRows.rate(rate))
              .query(RedriveRows::run)
              .optional();
      if (run.isPresent()) {
        RedriveRows.closeIfOver(sql, claim.run().id());
        if (entry != null) {
          AuditRows.insert(sql, database.now(), entry);
        }
      }
      return run;
    });
  }
}
