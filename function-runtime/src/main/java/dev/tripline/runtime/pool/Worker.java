package dev.tripline.runtime.pool;

import dev.tripline.runtime.api.Reply;
import dev.tripline.runtime.api.RuntimeConnection;
import dev.tripline.runtime.api.RuntimeSession;
import dev.tripline.spi.invocation.Outcome;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One worker process and where it stands: starting, idle at its `/next`, running an invocation, done
/// with it but not yet back at `/next`, or gone.
final class Worker implements RuntimeSession {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  /// Named as AWS's runtime interface emulator names them in its errors.
  enum State {
    STARTED("Started"),
    INIT_ERROR("InitError"),
    READY("Ready"),
    RUNNING("Running"),
    RESPONSE_SENT("RuntimeResponseSent"),
    GONE("Exited");

    private final String label;

    State(String label) {
      this.label = label;
    }
  }

  private final WorkerListener pool;
  private final InvocationTerms terms;
  private final WorkerResources resources;
  private State state = State.STARTED;
  private @Nullable WorkerInvocation reservedFor;
  private @Nullable WorkerInvocation current;
  private @Nullable RuntimeConnection waiting;
  private boolean errorFollows;
  private boolean first = true;
  private volatile boolean removesTemporary;
  private volatile long idleSinceNanos;

  /// @param reservedFor gets the worker as soon as it is up
  Worker(
      WorkerListener pool,
      WorkerResources resources,
      InvocationTerms terms,
      WorkerInvocation reservedFor) {
    this.pool = pool;
    this.terms = terms;
    this.resources = resources;
    this.reservedFor = reservedFor;
  }

  long idleSinceNanos() {
    return idleSinceNanos;
  }

  WorkerResources resources() {
    return resources;
  }

  synchronized boolean isReservedFor(WorkerInvocation invocation) {
    return reservedFor == invocation;
  }

  @Override
  public void next(RuntimeConnection connection) {
    WorkerInvocation again = null;
    WorkerInvocation reserved = null;
    boolean back = false;
    synchronized (this) {
      switch (state) {
        case STARTED, RESPONSE_SENT -> {
          if (state == State.STARTED) {
            resources.report().started();
          } else {
            back = true;
          }
          state = State.READY;
          waiting = connection;
          current = null;
          errorFollows = false;
          reserved = reservedFor;
          reservedFor = null;
          idleSinceNanos = System.nanoTime();
        }
        case RUNNING -> again = current;
        case READY -> {
          waiting = connection;
          return;
        }
        case INIT_ERROR, GONE -> {
          return;
        }
      }
    }
    if (again != null) {
      write(connection, again);
    } else {
      resources.process().busy(false);
      pool.ready(this, reserved);
      if (back) {
        // Only now, when it is among the idle: an invocation in between would start another worker.
        pool.returned();
      }
    }
  }

  /// Hands an invocation to the idle runtime.
  ///
  /// @return false if the worker is gone
  boolean deliver(WorkerInvocation invocation, boolean wake) {
    RuntimeConnection to;
    boolean cold;
    synchronized (this) {
      if (state != State.READY) {
        return false;
      }
      state = State.RUNNING;
      current = invocation;
      to = Objects.requireNonNull(waiting);
      waiting = null;
      cold = first;
      first = false;
    }
    resources.process().busy(true);
    resources.report().begin(invocation.request(), cold);
    invocation.delivered(this, wake);
    write(to, invocation);
    return true;
  }

  private void write(RuntimeConnection connection, WorkerInvocation invocation) {
    long deadline = terms.deadlineMillis();
    try {
      connection.send(
          EventHead.of(invocation.request(), invocation.arn(), deadline),
          invocation.request().payload());
    } catch (IOException e) {
      LOG.debug("A worker hung up; its end is the invocation's outcome", e);
      resources.kill();
    } catch (RuntimeException e) {
      LOG.error("An event cannot be written; the worker that waits for its rest is ended", e);
      resources.kill();
    }
  }

  @Override
  public Reply response(String requestId, byte @Nullable [] body) {
    WorkerInvocation answered;
    synchronized (this) {
      WorkerInvocation at = current;
      if (at == null || !at.request().requestId().equals(requestId)) {
        return Reply.UNKNOWN_REQUEST;
      }
      if (state != State.RUNNING) {
        return new Reply.WrongState(state.label, "InvocationResponse");
      }
      state = State.RESPONSE_SENT;
      pool.answered();
      errorFollows = body == null;
      answered = at;
    }
    if (body == null) {
      end(answered, Payloads.responseTooLarge(terms.responseBytes()));
      return new Reply.TooLarge(terms.responseBytes());
    }
    end(answered, new Outcome.Succeeded(body));
    return Reply.ACCEPTED;
  }

  @Override
  public Reply error(String requestId, String errorType, byte[] body) {
    WorkerInvocation failed;
    synchronized (this) {
      WorkerInvocation at = current;
      if (at == null || !at.request().requestId().equals(requestId)) {
        return Reply.UNKNOWN_REQUEST;
      }
      if (errorFollows) {
        errorFollows = false; // the client reports the refusal of its response; the outcome stands
        return Reply.ACCEPTED;
      }
      if (state != State.RUNNING) {
        return new Reply.WrongState(state.label, "InvocationErrorResponse");
      }
      state = State.RESPONSE_SENT;
      pool.answered();
      failed = at;
    }
    end(failed, Payloads.functionError(body, errorType));
    return Reply.ACCEPTED;
  }

  @Override
  public Reply initError(String errorType, byte[] body) {
    WorkerInvocation reserved;
    synchronized (this) {
      if (state != State.STARTED) {
        return new Reply.WrongState(state.label, "InitError");
      }
      state = State.INIT_ERROR;
      reserved = reservedFor;
      reservedFor = null;
    }
    if (reserved != null) {
      resources.drainOutput();
      reserved.initFailed(Payloads.functionError(body, errorType));
    }
    return Reply.ACCEPTED;
  }

  /// The process is gone.
  void exited(int status) {
    WorkerInvocation running;
    WorkerInvocation reserved;
    boolean unexpected;
    synchronized (this) {
      running = state == State.RUNNING ? current : null;
      reserved = reservedFor;
      unexpected = leave();
    }
    pool.gone(this);
    resources.listener().close();
    if (unexpected && !resources.process().hasOverfilled()) {
      pool.vacated(resources.temporary());
    } else if (unexpected || removesTemporary) {
      Temporaries.remove(resources.temporary());
    }
    if (running != null) {
      end(running, Payloads.exited(running.request().requestId(), status));
    }
    if (reserved != null) {
      reserved.initFailed(Payloads.exited(reserved.request().requestId(), status));
    }
  }

  /// Ends a process that is not needed any more.
  void stop() {
    synchronized (this) {
      if (!leave()) {
        return;
      }
      removesTemporary = true;
    }
    pool.gone(this);
    resources.report().silence();
    resources.kill();
  }

  /// Ends a process that hangs; its `/tmp` serves the next one at once.
  void replace() {
    synchronized (this) {
      if (!leave()) {
        return;
      }
    }
    pool.gone(this);
    resources.kill();
    pool.vacated(resources.temporary());
  }

  /// @return false if it had left before
  private boolean leave() {
    if (state == State.GONE) {
      return false;
    }
    if (state == State.RESPONSE_SENT) {
      pool.returned();
    }
    state = State.GONE;
    reservedFor = null;
    return true;
  }

  private void end(WorkerInvocation invocation, Outcome outcome) {
    resources.endReport(invocation, outcome);
    invocation.complete(outcome);
  }
}
