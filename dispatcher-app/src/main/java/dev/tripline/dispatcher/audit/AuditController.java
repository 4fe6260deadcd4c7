package dev.tripline.dispatcher.audit;

import dev.tripline.dispatcher.rest.Operation;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/v1/audit`: all changes, newest first.
@RestController
class AuditController {
  private final Audit audit;

  AuditController(Audit audit) {
    this.audit = audit;
  }

  @Operation("ListAudit")
  @GetMapping("/v1/audit")
  Audit.Page list(Audit.Query query) {
    return audit.page(query);
  }
}
