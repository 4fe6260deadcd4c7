package dev.tripline.dispatcher.functionurl;

import dev.tripline.adapter.http.proxy.ProxyAnswer;
import dev.tripline.adapter.http.proxy.ProxyContext;
import dev.tripline.adapter.http.proxy.ProxyEventV2;
import dev.tripline.adapter.http.proxy.ProxyRequest;
import dev.tripline.delivery.SynchronousDelivery;
import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.idempotency.IdempotencyKeys.Made;
import dev.tripline.dispatcher.idempotency.KeptResult;
import dev.tripline.dispatcher.rest.exchange.OutcomeAnswer;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.Lineage;
import dev.tripline.spi.invocation.Origin;
import dev.tripline.spi.invocation.Outcome;
import dev.tripline.spi.invocation.Trace;
import dev.tripline.spi.invocation.TraceContext;
import java.io.IOException;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Runs the functions behind URLs. Blocking; safe for many threads.
final class UrlInvocations {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String ROUTE = "$default";
  private static final String ANONYMOUS = "anonymous";
  private static final Pattern CREDENTIAL = Pattern.compile("Credential=(\\w{16,128})/");

  private final SynchronousDelivery delivery;
  private final AccountSettings account;
  private final InstantSource clock;

  UrlInvocations(SynchronousDelivery delivery, AccountSettings account, InstantSource clock) {
    this.delivery = delivery;
    this.account = account;
    this.clock = clock;
  }

  /// The invocation that a request is.
  ///
  /// @param caller who signed it; null if nobody had to
  /// @param authorization the header; null if there is none
  InvocationRequest invocation(
      UrlIndex.Entry entry,
      ProxyRequest request,
      String requestId,
      @Nullable Caller caller,
      @Nullable String authorization) {
    ProxyContext context =
        new ProxyContext(
            caller == null ? ANONYMOUS : account.accountId(),
            entry.url().id(),
            ROUTE,
            requestId,
            clock.instant(),
            Map.of(),
            caller == null ? null : caller(caller, authorization));
    byte[] payload = JSON.writeValueAsBytes(ProxyEventV2.of(request, context));
    int depth = Lineage.depth(request.header("x-amzn-trace-id").orElse(null));
    TraceContext trace = TraceContext.ofHeaders(name -> request.header(name).orElse(null));
    return new InvocationRequest(requestId, entry.target(), payload, 1, false, null, depth)
        .from(Origin.UNKNOWN.in(Trace.of(trace)));
  }

  private ProxyContext.Caller caller(Caller caller, @Nullable String authorization) {
    Matcher key = CREDENTIAL.matcher(authorization == null ? "" : authorization);
    return new ProxyContext.Caller(
        account.accountId(), caller.arn(), caller.actor().name(), key.find() ? key.group(1) : null);
  }

  /// Waits for the function. The answer of one that has run to its end lasts.
  Made run(InvocationRequest invocation) throws InterruptedException {
    Outcome outcome = delivery.invoke(invocation).outcome();
    return new Made(
        KeptResult.of(OutcomeAnswer.of(outcome, ProxyAnswer::ofFormat2)),
        outcome instanceof Outcome.Succeeded);
  }

  /// Sends the answer while the function gives it.
  ///
  /// @param begin writes status and headers, and answers the stream for the body
  /// @return the answer if nothing of it was sent yet; null if all of it was
  /// @throws IOException if the caller is gone, or the function broke off in the middle
  @Nullable ProxyAnswer stream(
      InvocationRequest invocation, Function<ProxyAnswer, OutputStream> begin)
      throws IOException, InterruptedException {
    AnswerPipe pipe = AnswerPipe.of(invocation, delivery);
    try {
      return new StreamedAnswer(begin).copy(pipe);
    } finally {
      pipe.abandon();
    }
  }
}
