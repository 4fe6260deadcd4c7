package dev.tripline.dispatcher.idempotency;

import dev.tripline.adapter.http.proxy.ProxyRequest.Header;
import dev.tripline.dispatcher.store.AgedRows;
import dev.tripline.spi.source.DedupKey;
import dev.tripline.store.cipher.PayloadCipher;
import dev.tripline.store.cipher.SealedColumn;
import dev.tripline.store.engine.StoreWriter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/// Rows of a table, on either engine. A row that is taken names the lease of the node that took it. Keys
/// that are too old are removed now and again, with the calls.
final class JdbcIdempotencyStore implements IdempotencyStore {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final List<String> KEY = List.of("scope", "key");
  private static final SealedColumn HEAD =
      SealedColumn.text("idempotency_key", "head", KEY, "scope", "key");
  private static final SealedColumn BODY =
      SealedColumn.bytes("idempotency_key", "body", KEY, "scope", "key");
  static final List<SealedColumn> SEALED = List.of(HEAD, BODY);

  private static final String FORGET =
      """
      DELETE FROM idempotency_key WHERE (scope, key) IN (
        SELECT scope, key FROM idempotency_key WHERE claimed_at < :before LIMIT :most)
      """;
  private static final String FIND =
      "SELECT fingerprint, status, head, body, runner FROM idempotency_key WHERE scope = :scope AND"
          + " key = :key";

  private final StoreWriter writer;
  private final PayloadCipher cipher;
  private final Nodes nodes;
  private final InstantSource clock;
  private final AgedRows rows;

  /// The keys that threads of this node have taken.
  private final Set<Name> running = ConcurrentHashMap.newKeySet();

  /// @param retention how long a key is known
  JdbcIdempotencyStore(
      StoreWriter writer,
      PayloadCipher cipher,
      Nodes nodes,
      Duration retention,
      InstantSource clock) {
    this.writer = writer;
    this.cipher = cipher;
    this.nodes = nodes;
    this.clock = clock;
    this.rows = new AgedRows(writer, FORGET, retention, clock);
  }

  /// The leases of nodes, by their numbers.
  interface Nodes {
    /// The number of this node's.
    long own();

    /// Whether a node has it now. Blocking.
    boolean isAlive(long lease);
  }

  private record Name(String scope, String digest) {
    static Name of(KeyedRequest request) {
      return new Name(request.scope(), DedupKey.of(request.key()));
    }
  }

  private record Row(String fingerprint, @Nullable KeptResult result, @Nullable Long runner) {
    Claim claim(boolean taken) {
      return new Claim(fingerprint, result, taken && result == null);
    }
  }

  @Override
  public Claim claim(KeyedRequest request) {
    return insert(request, null).claim(true);
  }

  @Override
  public Claim claimAlone(KeyedRequest request) {
    Name name = Name.of(request);
    if (!running.add(name)) {
      return insert(request, null).claim(false);
    }
    boolean taken = false;
    try {
      long own = nodes.own();
      Row row = insert(request, own);
      Long runner = row.runner();
      if (row.result() != null || !row.fingerprint().equals(request.fingerprint())) {
        return row.claim(false);
      }
      // What this node took and nobody here has is left over: its release did not reach the store.
      taken = runner == null || runner == own || !nodes.isAlive(runner);
      taken = taken && take(name, runner, own);
      return row.claim(taken);
    } finally {
      if (!taken) {
        running.remove(name);
      }
    }
  }

  private Row insert(KeyedRequest request, @Nullable Long runner) {
    rows.forget();
    Name name = Name.of(request);
    long now = clock.millis();
    return writer.write(sql -> {
      sql.sql(
              """
              INSERT INTO idempotency_key (scope, key, fingerprint, claimed_at, runner)
              VALUES (:scope, :key, :fingerprint, :now, CAST(:runner AS BIGINT))
              ON CONFLICT (scope, key) DO NOTHING
              """)
          .param("scope", name.scope())
          .param("key", name.digest())
          .param("fingerprint", request.fingerprint())
          .param("now", now)
          .param("runner", runner)
          .update();
      return find(sql, name);
    });
  }

  /// Whether nobody else took it since.
  private boolean take(Name name, @Nullable Long before, long own) {
    if (before != null && before == own) {
      return true;
    }
    return writer.write(sql ->
        sql.sql(
                    """
                    UPDATE idempotency_key SET runner = :own
                    WHERE scope = :scope AND key = :key AND status IS NULL
                      AND coalesce(runner, -1) = :before
                    """)
                .param("own", own)
                .param("scope", name.scope())
                .param("key", name.digest())
                .param("before", before == null ? -1 : before)
                .update()
            == 1);
  }

  @Override
  public Optional<KeptResult> keep(KeyedRequest request, KeptResult result) {
    Name name = Name.of(request);
    try {
      return writer.write(sql -> {
        int kept =
            sql.sql(
                    """
                    UPDATE idempotency_key
                    SET status = :status, head = :head, body = :body, runner = NULL
                    WHERE scope = :scope AND key = :key AND status IS NULL
                    """)
                .param("status", result.status())
                .param("head", cipher.seal(HEAD, head(result), name.scope(), name.digest()))
                .param("body", cipher.sealIfAny(BODY, result.body(), name.scope(), name.digest()))
                .param("scope", name.scope())
                .param("key", name.digest())
                .update();
        return kept == 1 ? Optional.empty() : Optional.ofNullable(find(sql, name).result());
      });
    } finally {
      running.remove(name);
    }
  }

  @Override
  public void release(KeyedRequest request) {
    Name name = Name.of(request);
    long own = nodes.own();
    try {
      writer.write(sql ->
          sql.sql(
                  """
                  UPDATE idempotency_key SET runner = NULL
                  WHERE scope = :scope AND key = :key AND status IS NULL AND runner = :own
                  """)
              .param("scope", name.scope())
              .param("key", name.digest())
              .param("own", own)
              .update());
    } finally {
      running.remove(name);
    }
  }

  /// What is not there any more has no first request but this one.
  private Row find(JdbcClient sql, Name name) {
    return sql.sql(FIND)
        .param("scope", name.scope())
        .param("key", name.digest())
        .query((row, _) -> row(name, row))
        .optional()
        .orElse(new Row("", null, null));
  }

  private Row row(Name name, ResultSet row) throws SQLException {
    int status = row.getInt("status");
    boolean open = row.wasNull();
    long runner = row.getLong("runner");
    boolean free = row.wasNull();
    return new Row(
        row.getString("fingerprint"),
        open ? null : result(name, status, row),
        free ? null : runner);
  }

  private KeptResult result(Name name, int status, ResultSet row) throws SQLException {
    return result(
        status,
        cipher.open(HEAD, row.getString("head"), name.scope(), name.digest()),
        cipher.openIfAny(BODY, row.getBytes("body"), name.scope(), name.digest()));
  }

  private static String head(KeptResult result) {
    ArrayNode head = JSON.createArrayNode();
    result.headers().forEach(header -> head.addArray().add(header.name()).add(header.value()));
    return head.toString();
  }

  private static KeptResult result(int status, String head, byte @Nullable [] body) {
    List<Header> headers = new ArrayList<>();
    for (JsonNode header : JSON.readTree(head)) {
      headers.add(new Header(header.path(0).asString(), header.path(1).asString()));
    }
    return new KeptResult(status, headers, body == null ? new byte[0] : body);
  }
}
