package dev.tripline.benchmarks.http;

import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// Answers what it is sent.
@RestController
class BaselineController {
  @PostMapping("/hello")
  byte[] hello(@RequestBody byte[] event) {
    return event;
  }
}
