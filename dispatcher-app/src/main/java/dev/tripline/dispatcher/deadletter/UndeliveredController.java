package dev.tripline.dispatcher.deadletter;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.tripline.dispatcher.access.rule.HiddenContent;
import dev.tripline.dispatcher.masking.Maskable;
import dev.tripline.dispatcher.masking.Masking;
import dev.tripline.dispatcher.rest.Operation;
import dev.tripline.dispatcher.rest.RequestFields;
import dev.tripline.spi.store.Outbox;
import dev.tripline.spi.store.OutboxMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// `/v1/undelivered`: messages to destinations that were given up.
@RestController
@RequestMapping("/v1/undelivered")
class UndeliveredController {
  private final Outbox outbox;

  UndeliveredController(Outbox outbox) {
    this.outbox = outbox;
  }

  record UndeliveredList(List<Undelivered> undelivered) implements Maskable {

    /// What is sent to destinations may be made of any event.
    @Override
    public UndeliveredList masked(Masking masking) {
      return new UndeliveredList(
          undelivered.stream()
              .map(one ->
                  new Undelivered(
                      one.id,
                      one.destination,
                      one.tries,
                      masking.words(null, one.lastError),
                      one.bodyBytes,
                      one.deadLetterId))
              .toList());
    }

    /// Without the words of destinations, which may repeat what was sent to them.
    @Override
    public UndeliveredList withoutContent() {
      return new UndeliveredList(
          undelivered.stream()
              .map(one ->
                  new Undelivered(
                      one.id,
                      HiddenContent.ofUrl(one.destination),
                      one.tries,
                      null,
                      one.bodyBytes,
                      one.deadLetterId))
              .toList());
    }
  }

  /// @param deadLetterId missing if the message is about no dead letter
  record Undelivered(
      String id,
      String destination,
      int tries,
      @Nullable String lastError,
      int bodyBytes,
      @JsonInclude(Include.NON_NULL) @Nullable String deadLetterId) {

    static Undelivered of(Outbox.GivenUp givenUp) {
      OutboxMessage message = givenUp.message();
      return new Undelivered(
          message.id(),
          message.destination(),
          givenUp.tries(),
          givenUp.lastError(),
          message.body().length,
          message.deadLetterId());
    }
  }

  @Operation("ListUndelivered")
  @GetMapping
  UndeliveredList list(@RequestParam(name = "limit", required = false) @Nullable Integer limit) {
    return new UndeliveredList(
        outbox.givenUp(RequestFields.limit(limit, 50, 100)).stream().map(Undelivered::of).toList());
  }
}
