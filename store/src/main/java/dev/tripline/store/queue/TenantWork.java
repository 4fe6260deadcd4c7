package dev.tripline.store.queue;

import dev.tripline.spi.store.ClaimedInvocation;
import dev.tripline.store.due.ReadableClaims;
import dev.tripline.store.engine.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// The due events of tenants. Each claim takes of all tenants in turn, beginning behind the one where the
/// last has ended if there were more tenants than it had room for. Of idle tenants nothing is remembered.
/// Safe for many threads.
final class TenantWork {
  /// Hops from function to function in the index of waiting rows that belong to tenants; without such rows
  /// it ends at once.
  private static final String FUNCTIONS =
      """
      WITH RECURSIVE waiting (name) AS (
        SELECT (SELECT function_name FROM invocation
                WHERE state = 0 AND tenant_id IS NOT NULL AND function_name > ''
                ORDER BY function_name LIMIT 1)
        UNION ALL
        SELECT (SELECT i.function_name FROM invocation i
                WHERE i.state = 0 AND i.tenant_id IS NOT NULL AND i.function_name > waiting.name
                ORDER BY i.function_name LIMIT 1)
        FROM waiting WHERE waiting.name IS NOT NULL)
      SELECT name FROM waiting WHERE name IS NOT NULL AND EXISTS (
        SELECT 1 FROM invocation d
        WHERE d.state = 0 AND d.tenant_id IS NOT NULL AND d.function_name = waiting.name
          AND d.due_at <= :now)
      LIMIT :limit
      """;

  private final Database database;
  private final QueueStatements statements;
  private final ReadableClaims readable;
  private final ReadableClaims.Reader<ClaimedInvocation> reader;

  /// The last tenant that was served, of functions with more tenants than a claim serves.
  private final Map<String, String> served = new ConcurrentHashMap<>();

  private final AtomicInteger claims = new AtomicInteger();

  TenantWork(
      Database database,
      QueueStatements statements,
      ReadableClaims readable,
      ReadableClaims.Reader<ClaimedInvocation> reader) {
    this.database = database;
    this.statements = statements;
    this.readable = readable;
    this.reader = reader;
  }

  /// @param full whether there may be more
  record Claimed(List<ClaimedInvocation> claims, boolean full) {}

  /// Names of functions with due work of tenants. Blocking.
  List<String> functions(int limit) {
    return database
        .reader()
        .sql(FUNCTIONS.replace(":now", database.now()))
        .param("limit", limit)
        .query((row, _) -> row.getString(1))
        .list();
  }

  /// The part of a claim that tenants get at once; events of no tenant get the rest, and each what the
  /// others leave.
  int part(int limit) {
    return claims.getAndIncrement() % 2 == 0 ? limit - limit / 4 : limit / 4;
  }

  /// Claims up to `limit` rows, none of tenants of which there is enough. Blocking.
  Claimed claim(String function, int limit, Set<String> enough) {
    if (limit == 0) {
      return new Claimed(List.of(), true);
    }
    String after = served.getOrDefault(function, "");
    List<ClaimedInvocation> first = claim(function, after, enough, limit);
    if (first.isEmpty() && !after.isEmpty()) {
      first = claim(function, "", enough, limit);
    }
    List<String> tenants =
        first.stream().map(claim -> String.valueOf(claim.invocation().tenantId())).toList();
    if (tenants.stream().distinct().count() < limit) {
      served.remove(function);
    } else {
      served.put(function, tenants.stream().max(String::compareTo).orElse(""));
    }
    List<ClaimedInvocation> claimed = new ArrayList<>(first);
    while (!first.isEmpty() && claimed.size() < limit) { // some had less than their part
      first = claim(function, "", enough, limit - claimed.size());
      claimed.addAll(first);
    }
    return new Claimed(claimed, claimed.size() == limit);
  }

  private List<ClaimedInvocation> claim(
      String function, String after, Set<String> enough, int limit) {
    int looked = limit + enough.size();
    TenantClaim claim = new TenantClaim(function, after, looked, enough, limit, database.now());
    return readable
        .claim(reader, (sql, rows) -> statements.claimOfTenants(sql, claim, rows))
        .rows();
  }
}
