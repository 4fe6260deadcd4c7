package dev.tripline.benchmarks;

import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// Answers what it is sent.
@RestController
class HelloController {
  @PostMapping("/hello")
  byte[] hello(@RequestBody byte[] event) {
    return event;
  }
}
