package dev.tripline.dispatcher.dashboard.function;

import dev.tripline.dispatcher.dashboard.Shown;
import dev.tripline.dispatcher.function.log.FunctionLogs;
import dev.tripline.dispatcher.rest.Operation;
import dev.tripline.dispatcher.rest.RequestFields;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/// `/functions/{name}/logs`: the lines of a function, of one request, of a trace or of a time.
@Controller
class FunctionLogPagesController {
  private final FunctionLogs logs;

  FunctionLogPagesController(FunctionLogs logs) {
    this.logs = logs;
  }

  /// Fields of the form that are left empty match all.
  @Operation("ListFunctionLogs")
  @GetMapping("/functions/{name}/logs")
  String list(
      @PathVariable String name,
      FunctionLogs.Query query,
      HttpServletRequest request,
      Model model) {
    FunctionLogs.Query wanted =
        new FunctionLogs.Query(
            RequestFields.given(query.requestId()),
            RequestFields.given(query.traceId()),
            RequestFields.given(query.since()),
            RequestFields.given(query.until()),
            RequestFields.given(query.order()),
            RequestFields.given(query.cursor()),
            query.limit());
    model.addAttribute("name", name);
    model.addAttribute("requestId", wanted.requestId());
    model.addAttribute("traceId", wanted.traceId());
    model.addAttribute("since", wanted.since());
    model.addAttribute("until", wanted.until());
    model.addAttribute("order", wanted.order());
    model.addAttribute("page", Shown.to(request, logs.page(name, wanted), FunctionLogs.Page.class));
    return "dashboard/function-logs";
  }
}
