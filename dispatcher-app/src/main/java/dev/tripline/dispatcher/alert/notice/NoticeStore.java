package dev.tripline.dispatcher.alert.notice;

import dev.tripline.dispatcher.store.AgedRows;
import dev.tripline.store.engine.StoreWriter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/// Notices as rows of a table, one for each receiver. Blocking and durable; safe for many threads.
public final class NoticeStore {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration KEPT = Duration.ofDays(30);
  private static final String FORGET =
      """
      DELETE FROM alert_notice WHERE sequence IN (
        SELECT sequence FROM alert_notice WHERE state <> 0 AND created_at < :before LIMIT :most)
      """;

  /// A receiver gets the notices of an alert in their order.
  private static final String DUE =
      """
      SELECT * FROM alert_notice n WHERE state = 0 AND due_at <= :now AND NOT EXISTS (
        SELECT 1 FROM alert_notice e WHERE e.state = 0 AND e.alert = n.alert
          AND e.channel = n.channel AND e.sequence < n.sequence)
      ORDER BY sequence LIMIT :most
      """;

  /// So many wait for one receiver of an alert.
  static final int MOST_WAITING = 100;

  private static final String GIVE_UP_OLDEST =
      """
      UPDATE alert_notice SET state = 2, answer = :answer
      WHERE alert = :alert AND channel = :channel AND state = 0 AND sequence <= (
        SELECT sequence FROM alert_notice WHERE alert = :alert AND channel = :channel AND state = 0
        ORDER BY sequence DESC LIMIT 1 OFFSET :most)
      """;

  private final JdbcClient reader;
  private final StoreWriter writer;
  private final InstantSource clock;
  private final AgedRows rows;

  public NoticeStore(JdbcClient reader, StoreWriter writer, InstantSource clock) {
    this.reader = reader;
    this.writer = writer;
    this.clock = clock;
    this.rows = new AgedRows(writer, FORGET, KEPT, clock);
  }

  /// The state of a notice. The numbers stand in the store.
  public enum State {
    WAITING(0),
    SENT(1),
    GIVEN_UP(2);

    private final int number;

    State(int number) {
      this.number = number;
    }

    private static State of(int number) {
      return Arrays.stream(values())
          .filter(state -> state.number == number)
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("a notice has the unknown state " + number));
    }
  }

  /// A notice to one receiver.
  ///
  /// @param tries that were made
  /// @param triedAt the time of the last try; null if there was none
  /// @param answer of the last try
  public record Kept(
      long sequence,
      Notice notice,
      NoticeChannel channel,
      State state,
      int tries,
      @Nullable Instant triedAt,
      @Nullable String answer) {}

  /// Adds a notice for each receiver, within the transaction of the change that it tells of. Where too many
  /// wait for a receiver, the oldest are given up.
  public void add(JdbcClient sql, Notice notice, List<NoticeChannel> channels) {
    long now = clock.millis();
    for (NoticeChannel channel : channels) {
      String receiver = JSON.writeValueAsString(channel);
      sql.sql(
              """
              INSERT INTO alert_notice (alert, channel, notice, state, created_at, due_at, tries)
              VALUES (:alert, :channel, :notice, 0, :now, :now, 0)
              """)
          .param("alert", notice.alert())
          .param("channel", receiver)
          .param("notice", notice.text())
          .param("now", now)
          .update();
      sql.sql(GIVE_UP_OLDEST)
          .param("answer", "more than " + MOST_WAITING + " notices waited for this receiver")
          .param("alert", notice.alert())
          .param("channel", receiver)
          .param("most", MOST_WAITING)
          .update();
    }
  }

  /// Removes all notices of an alert, within a transaction.
  public void forget(JdbcClient sql, String alert) {
    sql.sql("DELETE FROM alert_notice WHERE alert = ?").param(alert).update();
  }

  /// Those to be sent now, the oldest first.
  List<Kept> due(int most) {
    rows.forget();
    return reader
        .sql(DUE)
        .param("now", clock.millis())
        .param("most", most)
        .query(NoticeStore::read)
        .list();
  }

  /// Notes a try.
  ///
  /// @param dueAt the time of the next try; null if there is none
  void tried(Kept kept, State state, String answer, @Nullable Instant dueAt) {
    long now = clock.millis();
    writer.write(sql ->
        sql.sql(
                """
                UPDATE alert_notice SET state = :state, tries = tries + 1, tried_at = :now,
                  answer = :answer, due_at = :due
                WHERE sequence = :sequence AND state = 0
                """)
            .param("state", state.number)
            .param("now", now)
            .param("answer", answer.replace('\0', '\uFFFD'))
            .param("due", dueAt == null ? now : dueAt.toEpochMilli())
            .param("sequence", kept.sequence())
            .update());
  }

  /// The last ones of an alert, the newest first.
  public List<Kept> last(String alert, int most) {
    return reader
        .sql("SELECT * FROM alert_notice WHERE alert = :alert ORDER BY sequence DESC LIMIT :most")
        .param("alert", alert)
        .param("most", most)
        .query(NoticeStore::read)
        .list();
  }

  /// The last one of each alert, by the alert's name.
  public Map<String, Kept> last() {
    return reader
        .sql(
            "SELECT * FROM alert_notice WHERE sequence IN"
                + " (SELECT max(sequence) FROM alert_notice GROUP BY alert)")
        .query(NoticeStore::read)
        .list()
        .stream()
        .collect(Collectors.toMap(kept -> kept.notice().alert(), Function.identity()));
  }

  private static Kept read(ResultSet row, int number) throws SQLException {
    long tried = row.getLong("tried_at");
    Instant triedAt = row.wasNull() ? null : Instant.ofEpochMilli(tried);
    return new Kept(
        row.getLong("sequence"),
        Notice.of(row.getString("notice")),
        JSON.readValue(row.getString("channel"), NoticeChannel.class),
        State.of(row.getInt("state")),
        row.getInt("tries"),
        triedAt,
        row.getString("answer"));
  }
}
