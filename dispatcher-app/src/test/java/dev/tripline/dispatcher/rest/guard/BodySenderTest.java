package dev.tripline.dispatcher.rest.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

class BodySenderTest {

  @Test
  void one_who_names_a_key_takes_nothing_of_others_at_the_same_address() {
    MockHttpServletRequest request = new MockHttpServletRequest();
    request.setRemoteAddr("192.0.2.1");
    assertThat(BodySender.name(request)).isEqualTo("address 192.0.2.1");
    BodySender.named(request, "TLAK1");
    assertThat(BodySender.name(request)).isEqualTo("key TLAK1");
  }
}
