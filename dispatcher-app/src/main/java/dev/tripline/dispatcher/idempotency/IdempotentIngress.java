package dev.tripline.dispatcher.idempotency;

import dev.tripline.spi.source.Event;
import dev.tripline.spi.source.EventSink;
import dev.tripline.spi.source.http.HttpAnswer;
import dev.tripline.spi.source.http.HttpEventSource;
import dev.tripline.spi.source.http.HttpPush;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Answers a request with events that comes again under its `Idempotency-Key` with the first result.
/// Blocking; safe for many threads.
///
/// The key is noted before the request is carried out, and its events get deduplication keys that follow from
/// it. So a request whose result was lost in a crash is carried out again and accepts nothing twice.
///
/// @see <a href="https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/">The Idempotency-Key header field</a>
public final class IdempotentIngress {
  private final IdempotencyKeys keys;

  IdempotentIngress(IdempotencyKeys keys) {
    this.keys = keys;
  }

  /// Carries the request out, or repeats its first result.
  ///
  /// @param triggerId within which keys are told apart
  public HttpAnswer receive(
      String triggerId, HttpPush request, EventSink sink, HttpEventSource source)
      throws InterruptedException {
    String key = request.header(KeyedRequest.HEADER).orElse(null);
    if (key == null) {
      return source.receive(request, sink);
    }
    HttpAnswer[] own = new HttpAnswer[1];
    KeyedRequest keyed = KeyedRequest.of(triggerId, key, parts(request), request.body());
    IdempotencyKeys.Answered answered =
        keys.answer(
            keyed,
            () -> {
              HttpAnswer answer = source.receive(request, keyed(sink, keyed));
              own[0] = answer;
              return answer instanceof HttpAnswer.Response response
                  ? new IdempotencyKeys.Made(KeptResult.of(response), response.status() < 300)
                  : new IdempotencyKeys.Made(
                      new KeptResult(answer.status(), List.of(), new byte[0]), false);
            });
    return switch (answered) {
      case IdempotencyKeys.Answered.Refused refused -> refused.problem();
      case IdempotencyKeys.Answered.Result result -> {
        HttpAnswer answer = own[0];
        yield answer == null || result.result().isReplayed() ? result.result().response() : answer;
      }
    };
  }

  /// Events that have a key of their own keep it.
  private static EventSink keyed(EventSink sink, KeyedRequest request) {
    return events -> {
      List<Event> keyed = new ArrayList<>();
      for (int i = 0; i < events.size(); i++) {
        Event event = events.get(i);
        keyed.add(event.dedupKey() == null ? withKey(event, request.dedupKey(i)) : event);
      }
      return sink.accept(keyed);
    };
  }

  private static Event withKey(Event event, String dedupKey) {
    return new Event(
        event.id(),
        event.source(),
        event.type(),
        event.subject(),
        event.time(),
        event.dataContentType(),
        event.attributes(),
        event.payload(),
        dedupKey);
  }

  /// The parts by which a request is the same.
  private static List<String> parts(HttpPush request) {
    String query = request.query();
    return List.of(
        request.method(),
        request.path(),
        query == null ? "" : query,
        Optional.ofNullable(request.headers().get("content-type")).orElse(""));
  }
}
