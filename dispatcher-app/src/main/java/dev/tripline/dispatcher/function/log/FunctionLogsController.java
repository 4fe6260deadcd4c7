package dev.tripline.dispatcher.function.log;

import dev.tripline.dispatcher.rest.Operation;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// `/v1/functions/{name}/logs`: what a function has written.
@RestController
class FunctionLogsController {
  private final FunctionLogs logs;

  FunctionLogsController(FunctionLogs logs) {
    this.logs = logs;
  }

  @Operation("ListFunctionLogs")
  @GetMapping("/v1/functions/{name}/logs")
  FunctionLogs.Page list(@PathVariable String name, FunctionLogs.Query query) {
    return logs.page(name, query);
  }
}
