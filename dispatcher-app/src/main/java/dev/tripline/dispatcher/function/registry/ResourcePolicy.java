package dev.tripline.dispatcher.function.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Who may use a function, an alias, a version or a layer version.
///
/// @param statements in the order in which they were added
public record ResourcePolicy(String revisionId, List<Statement> statements) {

  /// @param sid unique in its policy
  /// @param json the statement as AWS writes it
  public record Statement(String sid, String json) {}

  public Optional<Statement> find(String sid) {
    return statements.stream().filter(statement -> statement.sid().equals(sid)).findFirst();
  }

  public ResourcePolicy plus(Statement statement, String newRevisionId) {
    List<Statement> all = new ArrayList<>(statements);
    all.add(statement);
    return new ResourcePolicy(newRevisionId, List.copyOf(all));
  }

  public ResourcePolicy minus(String sid, String newRevisionId) {
    return new ResourcePolicy(
        newRevisionId, statements.stream().filter(s -> !s.sid().equals(sid)).toList());
  }
}
