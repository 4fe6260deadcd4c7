package dev.tripline.dispatcher.dashboard.api;

import dev.tripline.dispatcher.rest.Operation;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/// `/api`: what the dispatcher is asked and what it sends, as `/openapi.yaml` and `/asyncapi.yaml` describe
/// it; the same files as JSON.
@Controller
class ApiPagesController {
  private static final String SHOW = "ShowApi";

  private final ObjectProvider<ApiPages> pages;

  ApiPagesController(ObjectProvider<ApiPages> pages) {
    this.pages = pages;
  }

  @Operation(SHOW)
  @GetMapping("/api")
  String list(Model model) {
    ApiPages all = pages.getObject();
    model.addAttribute("about", all.about(all.asked()));
    model.addAttribute("groups", all.groups());
    model.addAttribute("sent", all.about(all.sent()));
    model.addAttribute("channels", all.channels());
    return "dashboard/api";
  }

  @Operation(SHOW)
  @GetMapping("/api/operations/{id}")
  String operation(@PathVariable String id, Model model) {
    model.addAttribute("operation", pages.getObject().operation(id));
    return "dashboard/api-operation";
  }

  @Operation(SHOW)
  @GetMapping("/api/channels/{id}")
  String channel(@PathVariable String id, Model model) {
    model.addAttribute("channel", pages.getObject().channel(id));
    return "dashboard/api-channel";
  }

  @Operation(SHOW)
  @GetMapping("/api/schemas/{name}")
  String schema(@PathVariable String name, Model model) {
    return schema(name, pages.getObject().schema(name), model);
  }

  @Operation(SHOW)
  @GetMapping("/api/message-schemas/{name}")
  String messageSchema(@PathVariable String name, Model model) {
    return schema(name, pages.getObject().messageSchema(name), model);
  }

  private static String schema(String name, SchemaView schema, Model model) {
    model.addAttribute("name", name);
    model.addAttribute("schema", schema);
    return "dashboard/api-schema";
  }

  @Operation("GetOpenApi")
  @GetMapping("/openapi.json")
  ResponseEntity<String> openApi() {
    return json(pages.getObject().asked());
  }

  @Operation("GetAsyncApi")
  @GetMapping("/asyncapi.json")
  ResponseEntity<String> asyncApi() {
    return json(pages.getObject().sent());
  }

  private static ResponseEntity<String> json(ApiDescription description) {
    return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(description.text());
  }
}
