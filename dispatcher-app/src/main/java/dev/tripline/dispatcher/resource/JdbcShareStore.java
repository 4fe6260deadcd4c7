package dev.tripline.dispatcher.resource;

import dev.tripline.delivery.budget.NodeShare;
import dev.tripline.delivery.budget.ShareRule;
import dev.tripline.delivery.budget.ShareStore;
import dev.tripline.store.engine.StoreWriter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The parts of budgets as rows of a table, one a node and resource. The row of the resource is locked
/// while they are divided anew, so that two nodes never get the same part.
final class JdbcShareStore implements ShareStore {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// A timeout is enforced by ending a process, which takes a while; and a process that was being
  /// started for an execution may be up for as long before it ends.
  private static final Duration MARGIN = Duration.ofSeconds(10);

  /// A rest that cannot be divided goes to other nodes and functions every so often.
  private static final long TURN_MILLIS = 1_000;

  private final StoreWriter writer;
  private final LongSupplier alone;
  private final boolean cluster;

  /// @param clock the store's time in milliseconds, asked within the transaction where one node has the
  ///     store for itself; where nodes share a server, that has the time
  /// @param cluster whether other nodes share the store
  JdbcShareStore(StoreWriter writer, LongSupplier clock, boolean cluster) {
    this.writer = writer;
    this.alone = clock;
    this.cluster = cluster;
  }

  private record Own(long number, int held, long freeAt) {}

  @Override
  public Answer exchange(Request request) {
    return writer.write(sql -> {
      Optional<Integer> budget =
          sql.sql(
                  "SELECT budget FROM shared_resource WHERE name = ?"
                      + (cluster ? " FOR UPDATE" : ""))
              .param(request.resource())
              .query(Integer.class)
              .optional();
      long now = now(sql);
      sql.sql("DELETE FROM resource_share WHERE free_at <= ?").param(now).update();
      Optional<Own> own = own(sql, request);
      if (own.isPresent() && own.get().number() >= request.number()) {
        throw new IllegalStateException(
            "request %d for a part of %s was overtaken by a later one"
                .formatted(request.number(), request.resource()));
      }
      if (budget.isEmpty()) {
        return new Answer.Unknown();
      }
      int keep = own.map(row -> Math.min(row.held(), request.keep())).orElse(0);
      NodeShare mine = new NodeShare(request.node(), keep, true, request.wanted());
      List<NodeShare> others = others(sql, request, now);
      ShareRule.Decision decision = ShareRule.decide(budget.get(), mine, others, now / TURN_MILLIS);
      if (request.leaves()) {
        leave(sql, request);
      } else {
        write(sql, request, decision.held(), now);
      }
      return new Answer.Part(budget.get(), decision);
    });
  }

  /// Asked for after the lock is held: a statement of PostgreSQL sees the time at which its transaction
  /// began, which is before that and thus on the safe side for ends of leases.
  private long now(JdbcClient sql) {
    return cluster ? sql.sql("SELECT store_now()").query(Long.class).single() : alone.getAsLong();
  }

  private static Optional<Own> own(JdbcClient sql, Request request) {
    return sql.sql(
            "SELECT number, held, free_at FROM resource_share WHERE resource = ? AND node = ?")
        .param(request.resource())
        .param(request.node())
        .query((row, _) -> new Own(row.getLong(1), row.getInt(2), row.getLong(3)))
        .optional();
  }

  private static List<NodeShare> others(JdbcClient sql, Request request, long now) {
    return sql.sql(
            """
            SELECT node, held, expires_at, wanted FROM resource_share
            WHERE resource = ? AND node <> ? ORDER BY node
            """)
        .param(request.resource())
        .param(request.node())
        .query((row, _) -> share(row, now))
        .list();
  }

  private static NodeShare share(ResultSet row, long now) throws SQLException {
    Map<String, Integer> wanted = new LinkedHashMap<>();
    JSON.readTree(row.getString("wanted"))
        .properties()
        .forEach(function -> wanted.put(function.getKey(), function.getValue().asInt()));
    return new NodeShare(
        row.getString("node"), row.getInt("held"), row.getLong("expires_at") > now, wanted);
  }

  private static void leave(JdbcClient sql, Request request) {
    sql.sql("DELETE FROM resource_share WHERE resource = ? AND node = ?")
        .param(request.resource())
        .param(request.node())
        .update();
  }

  private static void write(JdbcClient sql, Request request, int held, long now) {
    ObjectNode wanted = JSON.createObjectNode();
    request.wanted().forEach(wanted::put);
    long expires = now + request.lease().toMillis();
    sql.sql(
            """
            INSERT INTO resource_share (resource, node, number, held, expires_at, free_at, wanted)
            VALUES (:resource, :node, :number, :held, :expires, :free, :wanted)
            ON CONFLICT (resource, node) DO UPDATE SET number = excluded.number,
              held = excluded.held, expires_at = excluded.expires_at, free_at = excluded.free_at,
              wanted = excluded.wanted
            """)
        .param("resource", request.resource())
        .param("node", request.node())
        .param("number", request.number())
        .param("held", held)
        .param("expires", expires)
        .param("free", expires + request.longest().plus(MARGIN).toMillis())
        .param("wanted", wanted.toString())
        .update();
  }
}
