package dev.tripline.cli.deadletter;

import dev.tripline.cli.session.Session;
import dev.tripline.cli.session.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Which dead letters are meant: ids, a filter, or all there are. Never all by leaving something out.
final class Selection {
  @Parameters(arity = "0..*", paramLabel = "ID", description = "Ids of letters; 1000 at most.")
  private List<String> ids = new ArrayList<>();

  @Mixin private Filter filter = new Filter();

  @Option(names = "--all", description = "All dead letters there are.")
  private boolean all;

  /// As the dispatcher takes it.
  ///
  /// @throws UsageException if nothing was selected, or in two ways
  Map<String, Object> members(Session session) {
    Map<String, Object> members = filter.members(session);
    int ways = (ids.isEmpty() ? 0 : 1) + (members.isEmpty() ? 0 : 1) + (all ? 1 : 0);
    if (ways != 1) {
      throw new UsageException(
          ways == 0
              ? "say which letters: ids, a filter such as --function, or --all"
              : "ids, a filter and --all exclude one another");
    }
    if (all) {
      return Map.of("all", true);
    }
    return ids.isEmpty() ? members : Map.of("ids", ids);
  }

  List<String> ids() {
    return ids;
  }
}
