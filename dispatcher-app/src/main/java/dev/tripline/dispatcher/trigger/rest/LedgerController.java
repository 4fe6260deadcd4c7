package dev.tripline.dispatcher.trigger.rest;

import dev.tripline.dispatcher.rest.Operation;
import dev.tripline.dispatcher.rest.RequestFields;
import dev.tripline.dispatcher.trigger.operation.LedgerView;
import dev.tripline.dispatcher.trigger.operation.TriggerOperations;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// `/v1/triggers/{id}/ledger`: the ledger of a trigger over all nodes, per minute.
@RestController
class LedgerController {
  private final TriggerOperations triggers;

  LedgerController(TriggerOperations triggers) {
    this.triggers = triggers;
  }

  @Operation("GetTriggerLedger")
  @GetMapping("/v1/triggers/{id}/ledger")
  LedgerView get(
      @PathVariable String id,
      @RequestParam(name = "from", required = false) @Nullable String from,
      @RequestParam(name = "to", required = false) @Nullable String to) {
    return triggers.ledger(id, RequestFields.time("from", from), RequestFields.time("to", to));
  }
}
