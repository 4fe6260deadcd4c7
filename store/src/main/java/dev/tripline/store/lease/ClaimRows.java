package dev.tripline.store.lease;

import dev.tripline.spi.store.NodeLease.Claim;
import dev.tripline.spi.store.NodeLease.Work;
import dev.tripline.store.engine.Database;
import dev.tripline.store.engine.StoreWriter;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The claims of one lease as rows of their tables.
final class ClaimRows {
  private static final int ROWS_AT_ONCE = 500;

  private ClaimRows() {}

  static List<Claim> of(Database database, long epoch) {
    List<Claim> claims = new ArrayList<>();
    for (Work work : Work.values()) {
      claims.addAll(
          database
              .reader()
              .sql(
                  "SELECT sequence, lease_token FROM %s WHERE state = 1 AND owner = :epoch"
                      .formatted(table(work)))
              .param("epoch", epoch)
              .query((row, _) -> new Claim(work, row.getLong(1), row.getLong(2)))
              .list());
    }
    return claims;
  }

  /// In small transactions, so that nobody waits for long.
  static int giveBack(StoreWriter writer, long epoch, List<Claim> claims) {
    int all = 0;
    for (int from = 0; from < claims.size(); from += ROWS_AT_ONCE) {
      List<Claim> some = claims.subList(from, Math.min(from + ROWS_AT_ONCE, claims.size()));
      all +=
          writer.write(sql -> some.stream().mapToInt(claim -> giveBack(sql, epoch, claim)).sum());
    }
    return all;
  }

  private static int giveBack(JdbcClient sql, long epoch, Claim claim) {
    return sql.sql(
            """
            UPDATE %s SET state = 0, owner = NULL
            WHERE sequence = :sequence AND state + 0 = 1 AND owner = :epoch AND lease_token = :token
            """
                .formatted(table(claim.work())))
        .param("sequence", claim.sequence())
        .param("epoch", epoch)
        .param("token", claim.token())
        .update();
  }

  private static String table(Work work) {
    return switch (work) {
      case INVOCATION -> "invocation";
      case OUTBOX_MESSAGE -> "outbox";
    };
  }
}
