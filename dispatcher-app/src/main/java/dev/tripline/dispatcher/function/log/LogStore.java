package dev.tripline.dispatcher.function.log;

import dev.tripline.spi.invocation.Trace;
import dev.tripline.store.cipher.PayloadCipher;
import dev.tripline.store.cipher.SealedColumn;
import dev.tripline.store.engine.StoreWriter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Log lines as rows of a table, with the bytes of each function beside them, on either engine.
/// Blocking; safe for many threads.
final class LogStore {
  private static final SealedColumn LINE =
      SealedColumn.text("function_log", "line", List.of("sequence"), "function", "version");
  static final List<SealedColumn> SEALED = List.of(LINE);

  private static final int ROWS_AT_ONCE = 200;
  private static final String INSERT =
      "INSERT INTO function_log (function, version, request_id, trace_id, at, platform, bytes,"
          + " line) VALUES ";
  private static final String ROW = "(?, ?, ?, ?, ?, ?, ?, ?)";
  private static final String ADD =
      """
      INSERT INTO function_log_size (function, bytes) VALUES (:function, :bytes)
      ON CONFLICT (function) DO UPDATE SET bytes = function_log_size.bytes + excluded.bytes
      """;
  private static final String FORGET_OLD =
      """
      DELETE FROM function_log
      WHERE sequence IN (SELECT sequence FROM function_log ORDER BY sequence LIMIT :limit)
      AND at < :before
      RETURNING function, bytes
      """;
  private static final String FORGET_FIRST =
      """
      DELETE FROM function_log
      WHERE sequence IN (SELECT sequence FROM function_log ORDER BY sequence LIMIT :limit)
      RETURNING function, bytes
      """;
  private static final String FORGET_OF_ONE =
      """
      DELETE FROM function_log
      WHERE sequence IN (SELECT sequence FROM function_log WHERE function = :function
        ORDER BY at, sequence LIMIT :limit)
      RETURNING function, bytes
      """;

  private final StoreWriter writer;
  private final JdbcClient reader;
  private final PayloadCipher cipher;

  LogStore(StoreWriter writer, JdbcClient reader, PayloadCipher cipher) {
    this.writer = writer;
    this.reader = reader;
    this.cipher = cipher;
  }

  private record Part(String function, long bytes) {}

  /// The place of a line among those of its function.
  record Place(Instant at, long sequence) {}

  record Found(Place place, LogLine line) {}

  /// Those that are asked for; null matches all.
  ///
  /// @param traceId in 32 lower-case digits, that the requests were told of, or that follows from their ids
  /// @param since inclusive
  /// @param until exclusive
  /// @param newestFirst the order
  /// @param behind where the page before ended
  record Wanted(
      String function,
      @Nullable String requestId,
      @Nullable String traceId,
      @Nullable Instant since,
      @Nullable Instant until,
      boolean newestFirst,
      @Nullable Place behind) {

    /// Of any trace.
    Wanted(
        String function,
        @Nullable String requestId,
        @Nullable Instant since,
        @Nullable Instant until,
        boolean newestFirst,
        @Nullable Place behind) {
      this(function, requestId, null, since, until, newestFirst, behind);
    }
  }

  void add(List<LogLine> lines) {
    for (int start = 0; start < lines.size(); start += ROWS_AT_ONCE) {
      List<LogLine> some = lines.subList(start, Math.min(lines.size(), start + ROWS_AT_ONCE));
      String insert = INSERT + String.join(", ", some.stream().map(_ -> ROW).toList());
      List<@Nullable Object> params = new ArrayList<>();
      Map<String, Long> sizes = new TreeMap<>();
      for (LogLine line : some) {
        addParams(line, params);
        sizes.merge(line.function(), (long) line.bytes(), Long::sum);
      }
      writer.write(sql -> {
        sql.sql(insert).params(params).update();
        addSizes(sql, sizes);
        return some.size();
      });
    }
  }

  private void addParams(LogLine line, List<@Nullable Object> params) {
    params.add(line.function());
    params.add(line.version());
    params.add(line.requestId());
    params.add(line.traceId());
    params.add(line.at().toEpochMilli());
    params.add(line.platform() ? 1 : 0);
    params.add(line.bytes());
    params.add(cipher.seal(LINE, line.text(), line.function(), line.version()));
  }

  /// In the order of functions, so that no two nodes wait for one another.
  private static void addSizes(JdbcClient sql, Map<String, Long> sizes) {
    sizes.forEach((function, bytes) ->
        sql.sql(ADD).param("function", function).param("bytes", bytes).update());
  }

  /// At most `limit` lines, in the order that is wanted.
  List<Found> find(Wanted wanted, int limit) {
    StringBuilder where = new StringBuilder("function = ?");
    List<Object> params = new ArrayList<>(List.of(wanted.function()));
    if (wanted.requestId() != null) {
      where.append(" AND request_id = ?");
      params.add(wanted.requestId());
    }
    if (wanted.traceId() != null) {
      where.append(" AND (trace_id = ? OR request_id BETWEEN ? AND ?)");
      params.add(wanted.traceId());
      params.add(Trace.requestOf(wanted.traceId(), '0'));
      params.add(Trace.requestOf(wanted.traceId(), 'f'));
    }
    if (wanted.since() != null) {
      where.append(" AND at >= ?");
      params.add(wanted.since().toEpochMilli());
    }
    if (wanted.until() != null) {
      where.append(" AND at < ?");
      params.add(wanted.until().toEpochMilli());
    }
    if (wanted.behind() != null) {
      where.append(" AND (at, sequence) ").append(wanted.newestFirst() ? "<" : ">");
      where.append(" (?, ?)");
      params.add(wanted.behind().at().toEpochMilli());
      params.add(wanted.behind().sequence());
    }
    String order = wanted.newestFirst() ? "at DESC, sequence DESC" : "at, sequence";
    params.add(limit);
    return reader
        .sql("SELECT * FROM function_log WHERE " + where + " ORDER BY " + order + " LIMIT ?")
        .params(params)
        .query((row, _) -> read(row))
        .list();
  }

  private Found read(ResultSet row) throws SQLException {
    String function = row.getString("function");
    String version = row.getString("version");
    Instant at = Instant.ofEpochMilli(row.getLong("at"));
    return new Found(
        new Place(at, row.getLong("sequence")),
        new LogLine(
            function,
            version,
            row.getString("request_id"),
            row.getString("trace_id"),
            at,
            row.getInt("platform") == 1,
            String.valueOf(cipher.openOrReason(LINE, row.getString("line"), function, version))));
  }

  /// The bytes that are kept of a function.
  long size(String function) {
    return reader
        .sql("SELECT bytes FROM function_log_size WHERE function = ?")
        .param(function)
        .query(Long.class)
        .optional()
        .orElse(0L);
  }

  /// Removes what is older, and the oldest of what is too much: of one function, then of all. Functions
  /// of which nothing is left are forgotten.
  void forget(Instant before, long perFunction, long total) {
    Map<String, Long> old = Map.of("before", before.toEpochMilli());
    Removed some = forgetSome(FORGET_OLD, old);
    while (some.rows() == ROWS_AT_ONCE) {
      some = forgetSome(FORGET_OLD, old);
    }
    for (Part large : larger(perFunction)) {
      long left = large.bytes();
      while (left > perFunction) {
        long removed = forgetSome(FORGET_OF_ONE, Map.of("function", large.function())).bytes();
        left = removed == 0 ? 0 : left - removed;
      }
    }
    long all =
        reader
            .sql("SELECT coalesce(sum(bytes), 0) FROM function_log_size")
            .query(Long.class)
            .single();
    while (all > total) {
      long removed = forgetSome(FORGET_FIRST, Map.of()).bytes();
      all = removed == 0 ? 0 : all - removed;
    }
    writer.write(sql -> sql.sql("DELETE FROM function_log_size WHERE bytes <= 0").update());
  }

  private List<Part> larger(long bytes) {
    return reader
        .sql("SELECT function, bytes FROM function_log_size WHERE bytes > ?")
        .param(bytes)
        .query((row, _) -> new Part(row.getString("function"), row.getLong("bytes")))
        .list();
  }

  private record Removed(int rows, long bytes) {}

  private Removed forgetSome(String delete, Map<String, ?> params) {
    return writer.write(sql -> {
      List<Part> gone =
          sql.sql(delete)
              .params(params)
              .param("limit", ROWS_AT_ONCE)
              .query((row, _) -> new Part(row.getString("function"), row.getLong("bytes")))
              .list();
      Map<String, Long> sizes = new TreeMap<>();
      gone.forEach(part -> sizes.merge(part.function(), -part.bytes(), Long::sum));
      addSizes(sql, sizes);
      return new Removed(gone.size(), gone.stream().mapToLong(Part::bytes).sum());
    });
  }
}
