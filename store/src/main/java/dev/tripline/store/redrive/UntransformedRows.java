package dev.tripline.store.redrive;

import dev.tripline.spi.redrive.RedriveWork.Untransformed;
import dev.tripline.store.cipher.PayloadCipher;
import dev.tripline.store.cipher.SealedColumn;
import dev.tripline.store.engine.BoundedDelete;
import dev.tripline.store.engine.Database;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Letters as rows that a run has left because their payload could not be transformed.
public final class UntransformedRows {
  private static final SealedColumn REASON =
      SealedColumn.text(
          "redrive_untransformed", "reason", List.of("run_id", "letter_id"), "run_id", "letter_id");
  public static final List<SealedColumn> SEALED = List.of(REASON);

  private static final String FORGET =
      """
      DELETE FROM redrive_untransformed WHERE run_id = :id AND letter_id IN (
        SELECT letter_id FROM redrive_untransformed WHERE run_id = :id
        ORDER BY letter_id LIMIT :limit)
      """;

  private UntransformedRows() {}

  /// One that comes again, after somebody resumed the run, is noted with its latest reason.
  static void add(JdbcClient sql, PayloadCipher cipher, String runId, List<Untransformed> letters) {
    for (Untransformed letter : letters) {
      String reason = letter.reason().replace('\0', '\uFFFD');
      sql.sql(
              """
              INSERT INTO redrive_untransformed (run_id, letter_id, reason) VALUES (?, ?, ?)
              ON CONFLICT (run_id, letter_id) DO UPDATE SET reason = excluded.reason
              """)
          .param(runId)
          .param(letter.letterId())
          .param(cipher.seal(REASON, reason, runId, letter.letterId()))
          .update();
    }
  }

  static List<Untransformed> page(
      JdbcClient sql, PayloadCipher cipher, String runId, String after, int limit) {
    return sql.sql(
            """
            SELECT letter_id, reason FROM redrive_untransformed
            WHERE run_id = :run AND letter_id > :after ORDER BY letter_id LIMIT :limit
            """)
        .param("run", runId)
        .param("after", after)
        .param("limit", limit)
        .query((row, _) -> {
          String letter = row.getString(1);
          String reason = cipher.openOrReason(REASON, row.getString(2), runId, letter);
          return new Untransformed(letter, String.valueOf(reason));
        })
        .list();
  }

  /// Removes those of a run in small transactions; answers their number.
  static int forget(Database database, String runId) {
    return BoundedDelete.run(database, FORGET, Map.of("id", runId));
  }
}
