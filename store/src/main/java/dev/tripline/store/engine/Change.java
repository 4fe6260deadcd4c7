package dev.tripline.store.engine;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A change whose caller waits for the commit that makes it durable. Made and awaited by one thread,
/// carried out by a committer's.
public abstract class Change<T extends @Nullable Object> {
  private final Kind<?> kind;
  private final Thread waiter = Thread.currentThread();
  private volatile boolean settled;
  private @Nullable T result;
  private @Nullable Throwable failure;
  @Nullable Change<?> next;

  protected Change(Kind<?> kind) {
    this.kind = kind;
  }

  /// Carries out all changes of one kind in a group together.
  @FunctionalInterface
  public interface Kind<C> {

    /// Carries out all of them, in order, and reports the end of each: [Change#succeed(Object)] or
    /// [Change#refuse(Throwable)]. An exception rolls the whole group back; each change is then
    /// tried in a group of its own.
    void apply(Session session, java.util.List<C> changes) throws java.sql.SQLException;
  }

  /// Sets the result that the caller gets once the group is committed.
  public final void succeed(T value) {
    result = value;
    failure = null;
  }

  /// Sets the failure that the caller gets once the group is committed without this change.
  public final void refuse(Throwable reason) {
    failure = reason;
  }

  final Kind<?> kind() {
    return kind;
  }

  final void settle() {
    settled = true;
    LockSupport.unpark(waiter);
  }

  /// Waits for the commit. An interrupt does not end the wait, because what became of the change must
  /// be known; the thread's interrupted flag is kept.
  @SuppressWarnings("NullAway") // a settled change without failure has its result, null if T is
  final T await() {
    boolean interrupted = false;
    while (!settled) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failure != null) {
      throw SqlErrors.forCaller(failure);
    }
    return result;
  }
}
