package dev.tripline.dispatcher.deadletter.bulk;

import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.deadletter.LetterSearch;
import dev.tripline.dispatcher.deadletter.PayloadSearch.Contained;
import dev.tripline.dispatcher.deadletter.Selection;
import dev.tripline.dispatcher.deadletter.redrive.RedriveReach;
import dev.tripline.dispatcher.rest.Operation;
import dev.tripline.dispatcher.rest.RequestFields;
import dev.tripline.dispatcher.rest.StrictJson;
import dev.tripline.dispatcher.rest.connection.ConnectionUse;
import dev.tripline.spi.audit.Actor;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// `/v1/dead-letters/export` and `/purge`.
@RestController
class BulkController {
  private static final Logger log = LoggerFactory.getLogger(BulkController.class);

  private final LetterExport export;
  private final LetterPurge purge;
  private final RedriveReach reach;

  BulkController(LetterExport export, LetterPurge purge, RedriveReach reach) {
    this.export = export;
    this.purge = purge;
    this.reach = reach;
  }

  /// An answer that cannot be finished is broken off, so that no part passes for the whole.
  @Operation("ExportDeadLetters")
  @GetMapping("/v1/dead-letters/export")
  void export(
      LetterSearch search,
      @RequestParam(name = "from", required = false) @Nullable String from,
      @RequestParam(name = "to", required = false) @Nullable String to,
      @RequestParam(name = "format", required = false) @Nullable String format,
      Actor actor,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    Contained contained = search.contained();
    contained.requireAllowed(request);
    Selection selection =
        search.selection(RequestFields.time("from", from), RequestFields.time("to", to));
    ExportFormat chosen = ExportFormat.of(format);
    var wanted = new LetterExport.Wanted(selection, contained, chosen, Caller.seesContent(request));
    try (LetterExport.Ready ready = export.begin(wanted, actor)) {
      response.setContentType(chosen.contentType());
      response.setCharacterEncoding("UTF-8");
      response.setHeader(
          "Content-Disposition", "attachment; filename=\"dead-letters." + chosen.word() + "\"");
      ready.write(response.getOutputStream());
    } catch (RuntimeException e) {
      if (!response.isCommitted()) {
        response.reset();
        throw e;
      }
      log.warn("An export of dead letters is broken off: {}", e.toString());
      ConnectionUse.breakOff(request);
    }
  }

  @Operation("PurgeDeadLetters")
  @PostMapping(path = "/v1/dead-letters/purge", consumes = "application/json")
  LetterPurge.Purged purge(
      @RequestBody(required = false) byte @Nullable [] body,
      Actor actor,
      HttpServletRequest request) {
    LetterPurge.Form form = StrictJson.read(body, LetterPurge.Form.class);
    reach.require(request, form.redrive());
    return purge.purge(form, actor);
  }
}
