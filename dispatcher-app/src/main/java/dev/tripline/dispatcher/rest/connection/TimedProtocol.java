package dev.tripline.dispatcher.rest.connection;

import java.time.Duration;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;

/// Tomcat's HTTP/1.1, with a limit to the time in which a whole head has to arrive (its own limits begin
/// anew with each byte), and without kept connections when they run short.
public final class TimedProtocol extends Http11NioProtocol {
  private final TimedEndpoint endpoint;
  private volatile long headNanos = Long.MAX_VALUE;

  public TimedProtocol() {
    this(new TimedEndpoint());
  }

  private TimedProtocol(TimedEndpoint endpoint) {
    super(endpoint);
    this.endpoint = endpoint;
    setDisableUploadTimeout(false);
  }

  /// @param time from the first byte of a request line to the end of its head
  public void headTime(Duration time) {
    headNanos = time.toNanos();
    endpoint.headTime(time);
  }

  /// The connections whose caller is not known.
  UnknownCallers unknown() {
    return endpoint.unknown();
  }

  long headNanos() {
    return headNanos;
  }

  /// While an answer is sent, in milliseconds.
  int silence() {
    return endpoint.silence();
  }

  @Override
  public int getConnectionUploadTimeout() {
    return endpoint.bodySilence();
  }

  @Override
  public int getMaxKeepAliveRequests() {
    return endpoint.isShort() ? 1 : super.getMaxKeepAliveRequests();
  }

  @Override
  protected Processor createProcessor() {
    return new TimedProcessor(this, getAdapter());
  }
}
