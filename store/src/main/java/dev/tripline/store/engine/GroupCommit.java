package dev.tripline.store.engine;

import dev.tripline.spi.liveness.VitalThreads;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Group commit: callers that wait share the next commit. Changes are pushed onto a stack without a lock;
/// a committer thread takes all of them at once, carries them out in one transaction and wakes their
/// callers after the commit.
public final class GroupCommit implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);

  private final AtomicReference<@Nullable Change<?>> pushed = new AtomicReference<>();
  private final ConcurrentLinkedDeque<Thread> idle = new ConcurrentLinkedDeque<>();
  private final List<Thread> threads = new ArrayList<>();
  private final SessionSource sessions;
  private final int largestGroup;
  private final LongAdder commits = new LongAdder();
  private final LongAdder changes = new LongAdder();
  private volatile boolean closed;

  /// Opens a connection; asked again whenever one was lost.
  @FunctionalInterface
  public interface SessionSource {
    Session open() throws SQLException;
  }

  /// @param committers the number of threads that commit, each on a session of its own
  public GroupCommit(String name, int committers, int largestGroup, SessionSource sessions) {
    this.sessions = sessions;
    this.largestGroup = largestGroup;
    for (int i = 0; i < committers; i++) {
      threads.add(VitalThreads.ofPlatform(name + "-" + i).unstarted(this::run));
    }
    threads.forEach(Thread::start);
  }

  /// Carries the change out and waits for its commit.
  public <T extends @Nullable Object> T submit(Change<T> change) {
    Change<?> head;
    do {
      if (closed) {
        throw new IllegalStateException("the store is closed");
      }
      head = pushed.get();
      change.next = head;
    } while (!pushed.compareAndSet(head, change));
    if (head == null) {
      wakeOne();
    }
    if (closed) {
      refuseLeftOvers();
    }
    return change.await();
  }

  /// The number of commits so far.
  public long commits() {
    return commits.sum();
  }

  /// The number of changes that those commits carried.
  public long changes() {
    return changes.sum();
  }

  private void wakeOne() {
    Thread thread = idle.poll();
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    Deque<Change<?>> taken = new ArrayDeque<>();
    List<Change<?>> group = new ArrayList<>();
    SessionHolder session = new SessionHolder();
    while (take(taken)) {
      while (!taken.isEmpty()) {
        while (!taken.isEmpty() && group.size() < largestGroup) {
          group.add(taken.poll());
        }
        commit(session, group);
        group.clear();
      }
    }
    session.drop();
  }

  /// Waits for changes and takes all there are, oldest first. False when closed and all is done.
  private boolean take(Deque<Change<?>> taken) {
    Thread self = Thread.currentThread();
    while (true) {
      Change<?> newest = pushed.getAndSet(null);
      if (newest != null) {
        for (Change<?> c = newest; c != null; ) {
          Change<?> older = c.next;
          c.next = null;
          taken.addFirst(c);
          c = older;
        }
        return true;
      }
      if (closed) {
        return false;
      }
      idle.push(self);
      if (pushed.get() == null && !closed) {
        LockSupport.park(this);
      }
      idle.remove(self);
    }
  }

  private void commit(SessionHolder session, List<Change<?>> group) {
    try {
      session.get().commit(group);
      commits.increment();
      changes.add(group.size());
    } catch (SQLException | RuntimeException | Error e) {
      session.rollBack(e);
      if (group.size() == 1 || SqlErrors.isConnectionLost(e)) {
        group.forEach(change -> change.refuse(e));
      } else {
        log.debug("A group of {} changes failed, each is tried alone: {}", group.size(), e, e);
        for (Change<?> change : group) {
          commit(session, List.of(change));
        }
        return;
      }
    }
    for (Change<?> change : group) {
      change.settle();
    }
  }

  private void refuseLeftOvers() {
    Change<?> c = pushed.getAndSet(null);
    while (c != null) {
      Change<?> older = c.next;
      c.refuse(new IllegalStateException("the store is closed"));
      c.settle();
      c = older;
    }
  }

  /// Commits what was handed in, then stops.
  @Override
  public void close() {
    closed = true;
    threads.forEach(LockSupport::unpark);
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException _) {
          interrupted = true; // the file must not be closed under a running commit
        }
      }
    }
    refuseLeftOvers();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// The session of one committer, opened anew after its connection was lost.
  private final class SessionHolder {
    private @Nullable Session session;

    Session get() throws SQLException {
      Session open = session;
      if (open != null && !open.isUsable()) {
        drop();
        open = null;
      }
      if (open == null) {
        try {
          open = sessions.open();
        } catch (SQLException e) {
          throw SqlErrors.notReached(e);
        }
        session = open;
      }
      return open;
    }

    void rollBack(Throwable cause) {
      Session open = session;
      if (open == null) {
        return;
      }
      try {
        open.rollback();
      } catch (SQLException | RuntimeException e) {
        cause.addSuppressed(e);
        log.debug("A connection to the store is lost; the next commit opens another", cause);
        drop();
      }
      if (SqlErrors.isConnectionLost(cause)) {
        drop();
      }
    }

    void drop() {
      Session open = session;
      session = null;
      if (open != null) {
        try {
          open.close();
        } catch (SQLException | RuntimeException e) {
          log.debug("A connection to the store could not be closed and is left to the driver", e);
        }
      }
    }
  }
}
