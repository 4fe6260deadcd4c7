package dev.tripline.dispatcher.deadletter.view;

import dev.tripline.dispatcher.deadletter.LetterSearch;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.spi.audit.Actor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The searches of dead letters that each actor keeps for itself. Blocking; safe for many threads.
public final class SavedViews {
  private static final int MOST = 50;
  private static final int LONGEST_NAME = 60;

  private final SavedViewStore store;

  SavedViews(SavedViewStore store) {
    this.store = store;
  }

  public record Views(List<SavedView> views) {}

  /// By name.
  public Views list(Actor owner) {
    return new Views(store.list(owner.name()));
  }

  /// Keeps a search; one of the same name is replaced.
  ///
  /// @throws ApiProblem 409 if the owner has too many
  public SavedView put(Actor owner, @Nullable String name, LetterSearch search) {
    String kept = name(name);
    search.requireUsable();
    if (!store.put(owner.name(), kept, search, MOST)) {
      throw ApiProblem.conflict("there are " + MOST + " views already; delete one first");
    }
    return find(owner, kept);
  }

  private SavedView find(Actor owner, String name) {
    return store.list(owner.name()).stream()
        .filter(view -> view.name().equals(name))
        .findFirst()
        .orElseThrow(() -> unknown(name));
  }

  public void delete(Actor owner, String name) {
    if (!store.delete(owner.name(), name)) {
      throw unknown(name);
    }
  }

  private static String name(@Nullable String name) {
    if (name == null
        || name.isBlank()
        || name.length() > LONGEST_NAME
        || name.chars().anyMatch(Character::isISOControl)) {
      throw ApiProblem.invalid(
          "name", "1 to " + LONGEST_NAME + " printable characters are expected");
    }
    return name.strip();
  }

  private static ApiProblem unknown(String name) {
    return ApiProblem.notFound("there is no view " + name);
  }
}
