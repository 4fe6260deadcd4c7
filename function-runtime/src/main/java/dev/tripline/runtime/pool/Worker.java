package dev.tripline.runtime.pool;

import dev.tripline.runtime.api.Reply;
import dev.tripline.runtime.api.RuntimeConnection;
import dev.tripline.runtime.api.RuntimeSession;
import dev.tripline.runtime.process.Temporaries;
import dev.tripline.runtime.report.Payloads;
import dev.tripline.runtime.sandbox.Temporary;
import dev.tripline.spi.invocation.Outcome;
import dev.tripline.spi.invocation.ResponseStream;
import java.io.IOException;
import java.nio.file.Path;
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
  private final WorkerExtensions extensions;
  private State state = State.STARTED;
  private @Nullable WorkerInvocation reservedFor;
  private @Nullable WorkerInvocation current;
  private @Nullable RuntimeConnection asking; // the last that asked for work
  private boolean awaited; // the runtime asks for work, and the extensions do not yet
  private boolean errorFollows;
  private boolean first = true;
  private volatile boolean removesTemporary;
  private volatile long idleSinceNanos;

  /// @param reservedFor gets the worker as soon as it is up
  Worker(
      WorkerListener pool,
      WorkerResources resources,
      WorkerExtensions extensions,
      InvocationTerms terms,
      WorkerInvocation reservedFor) {
    this.pool = pool;
    this.terms = terms;
    this.resources = resources;
    this.extensions = extensions;
    this.reservedFor = reservedFor;
  }

  long idleSinceNanos() {
    return idleSinceNanos;
  }

  WorkerResources resources() {
    return resources;
  }

  /// Whether its runtime has come up, and it is not gone.
  synchronized boolean isUp() {
    return state == State.READY || state == State.RUNNING || state == State.RESPONSE_SENT;
  }

  /// Whether an invocation could outlive its credentials, or they have been replaced.
  boolean isOutdated() {
    return !resources.credentials().serve(terms.clock().instant(), terms.timeout());
  }

  synchronized boolean isReservedFor(WorkerInvocation invocation) {
    return reservedFor == invocation;
  }

  @Override
  public void next(RuntimeConnection connection) {
    WorkerInvocation again = null;
    WorkerInvocation reserved = null;
    boolean back = false;
    boolean asksAgain = false;
    String declined = null;
    synchronized (this) {
      switch (state) {
        case STARTED, RESPONSE_SENT -> {
          if (!extensions.areIdle()) {
            awaited = true;
            asking = connection;
            return;
          }
          awaited = false;
          if (state == State.STARTED) {
            resources.report().started();
          } else {
            back = true;
          }
          state = State.READY;
          asking = connection;
          current = null;
          errorFollows = false;
          reserved = reservedFor;
          reservedFor = null;
          idleSinceNanos = System.nanoTime();
        }
        case RUNNING, READY -> {
          if (mayAsk(connection)) {
            asking = connection;
            again = current;
            asksAgain = true;
          } else {
            declined = state.label;
          }
        }
        case INIT_ERROR, GONE -> {
          return;
        }
      }
    }
    if (declined != null) {
      connection.decline(new Reply.WrongState(declined, "InvocationNext"));
    } else if (again != null) {
      write(connection, again);
    } else if (!asksAgain) {
      resources.process().busy(false);
      pool.ready(this, reserved);
      if (back) {
        // Only now, when it is among the idle: an invocation in between would start another worker.
        pool.returned();
      }
    }
  }

  @Override
  public boolean extension(ExtensionRequest request, RuntimeConnection connection) {
    return extensions.serve(request, connection);
  }

  /// All extensions wait for an event; the runtime may have asked for work before.
  void extensionsIdle() {
    RuntimeConnection waiting;
    synchronized (this) {
      waiting = awaited ? asking : null;
    }
    if (waiting != null) {
      next(waiting);
    }
  }

  /// One connection at a time waits for work or has it. A runtime that hung up may come back.
  private boolean mayAsk(RuntimeConnection connection) {
    RuntimeConnection before = asking;
    return before == null || before == connection || !before.isOpen();
  }

  /// Hangs up on the runtime, and on nobody else: it ends by itself.
  void hangUp() {
    Objects.requireNonNull(asking).close();
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
      to = Objects.requireNonNull(asking);
      cold = first;
      first = false;
    }
    resources.process().busy(true);
    resources
        .report()
        .begin(invocation.request(), cold, terms.traced() ? invocation.traceHeader(true) : null);
    invocation.delivered(this, wake);
    write(to, invocation);
    return true;
  }

  private void write(RuntimeConnection connection, WorkerInvocation invocation) {
    long deadline = terms.deadlineMillis();
    String trace = invocation.traceHeader(terms.traced());
    try {
      extensions.invoke(invocation, deadline, trace);
      connection.send(
          EventHead.of(invocation.request(), invocation.arn(), deadline, trace),
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
  public synchronized @Nullable Reply refusesResponse(String requestId) {
    if (!isCurrent(requestId)) {
      return Reply.UNKNOWN_REQUEST;
    }
    return state == State.RUNNING ? null : new Reply.WrongState(state.label, "InvocationResponse");
  }

  @Override
  public synchronized @Nullable Reply refusesError(String requestId) {
    if (!isCurrent(requestId)) {
      return Reply.UNKNOWN_REQUEST;
    }
    return errorFollows || state == State.RUNNING
        ? null
        : new Reply.WrongState(state.label, "InvocationErrorResponse");
  }

  @Override
  public synchronized @Nullable Reply refusesInitError() {
    return state == State.STARTED ? null : new Reply.WrongState(state.label, "InitError");
  }

  private boolean isCurrent(String requestId) {
    WorkerInvocation at = current;
    return at != null && at.request().requestId().equals(requestId);
  }

  @Override
  public synchronized @Nullable ResponseStream stream(String requestId) {
    WorkerInvocation at = current;
    return at != null && isCurrent(requestId) ? at.request().stream() : null;
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
      failStart(reserved, Payloads.functionError(body, errorType));
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
    extensions.close();
    if (resources.temporary() instanceof Temporary.Directory(Path directory)) {
      if (unexpected && !resources.process().hasOverfilled()) {
        pool.vacated(directory);
      } else if (unexpected || removesTemporary) {
        Temporaries.remove(directory);
      }
    }
    if (running != null) {
      end(running, ending(running, status));
    }
    if (reserved != null) {
      failStart(reserved, ending(reserved, status));
    }
  }

  private Outcome ending(WorkerInvocation invocation, int status) {
    String id = invocation.request().requestId();
    Outcome byExtension = extensions.failure(id, status);
    return byExtension == null ? Payloads.exited(id, status) : byExtension;
  }

  private void failStart(WorkerInvocation reserved, Outcome outcome) {
    resources.endStart(reserved, outcome);
    reserved.initFailed(outcome);
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
    if (!extensions.end("spindown")) {
      resources.report().silence();
      resources.kill();
    }
  }

  /// Ends a process that hangs; its `/tmp` serves the next one at once, if it is not in memory.
  void replace() {
    if (!leave()) {
      return;
    }
    pool.gone(this);
    if (!extensions.end("timeout")) {
      resources.kill();
    }
    if (resources.temporary() instanceof Temporary.Directory(Path directory)) {
      pool.vacated(directory);
    }
  }

  /// @return false if it had left before
  private synchronized boolean leave() {
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
    extensions.watch(invocation, terms.timeout(), this::replace);
    resources.endReport(invocation, outcome);
    invocation.complete(outcome);
  }
}
