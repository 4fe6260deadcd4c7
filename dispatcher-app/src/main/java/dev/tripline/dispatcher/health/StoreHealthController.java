package dev.tripline.dispatcher.health;

import dev.tripline.dispatcher.rest.Operation;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/v1/store`: the state of the store.
@RestController
class StoreHealthController {
  private final StoreHealth health;

  StoreHealthController(StoreHealth health) {
    this.health = health;
  }

  @Operation("GetStore")
  @GetMapping("/v1/store")
  StoreView show() {
    return health.now();
  }
}
