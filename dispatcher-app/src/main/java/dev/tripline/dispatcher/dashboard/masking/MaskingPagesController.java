package dev.tripline.dispatcher.dashboard.masking;

import dev.tripline.dispatcher.masking.rule.MaskingRules;
import dev.tripline.dispatcher.rest.Operation;
import dev.tripline.dispatcher.trigger.registry.TriggerService;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/// `/masking`: which values nobody sees.
@Controller
class MaskingPagesController {
  private final MaskingRules rules;
  private final TriggerService triggers;

  MaskingPagesController(MaskingRules rules, TriggerService triggers) {
    this.rules = rules;
    this.triggers = triggers;
  }

  @Operation("ListMaskingRules")
  @GetMapping("/masking")
  String list(Model model) {
    List<MaskingRules.View> found = rules.list();
    Map<String, String> names =
        found.stream()
            .map(view -> view.rule().trigger())
            .filter(Objects::nonNull)
            .distinct()
            .collect(
                Collectors.toMap(
                    id -> id,
                    id -> triggers.find(id).map(live -> live.trigger().name()).orElse(id)));
    model.addAttribute("rules", found);
    model.addAttribute("triggers", names);
    return "dashboard/masking";
  }
}
