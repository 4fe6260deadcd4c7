package dev.tripline.dispatcher.deadletter;

import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.spi.store.Outbox;
import dev.tripline.spi.store.OutboxMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  @GetMapping
  Map<String, List<Map<String, Object>>> list(
      @RequestParam(name = "limit", defaultValue = "50") int limit) {
    if (limit < 1 || limit > 100) {
      throw ApiProblem.invalid("limit: 1 to 100 is expected");
    }
    return Map.of(
        "undelivered", outbox.givenUp(limit).stream().map(UndeliveredController::view).toList());
  }

  private static Map<String, Object> view(Outbox.GivenUp givenUp) {
    OutboxMessage message = givenUp.message();
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", message.id());
    view.put("destination", message.destination());
    view.put("tries", givenUp.tries());
    view.put("lastError", givenUp.lastError());
    view.put("bodyBytes", message.body().length);
    if (message.deadLetterId() != null) {
      view.put("deadLetterId", message.deadLetterId());
    }
    return view;
  }
}
