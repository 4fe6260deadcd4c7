package dev.tripline.dispatcher.dashboard.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.thymeleaf.TemplateEngine;
import org.thymeleaf.context.Context;
import org.thymeleaf.spring6.dialect.SpringStandardDialect;

class VisibleTextTest {
  private static final String TURNING = "a\u202eb\u2066c\u061cd";

  private static String page(String template) {
    TemplateEngine engine = new TemplateEngine();
    engine.setDialects(Set.of(new SpringStandardDialect(), new VisibleTextDialect()));
    return engine.process(
        template, new Context(null, Map.of("word", TURNING, "plain", "\u05d0 <b>\u00e9")));
  }

  @Test
  void a_character_that_turns_text_is_seen() {
    assertThat(page("<p th:text=\"'is ' + ${word}\">x</p>"))
        .isEqualTo("<p>is a\\u202eb\\u2066c\\u061cd</p>");
    assertThat(page("<p>[[${word}]]</p>")).isEqualTo("<p>a\\u202eb\\u2066c\\u061cd</p>");
  }

  @Test
  void other_text_stays_and_markup_too() {
    assertThat(page("<p th:text=\"${plain}\">x</p>")).isEqualTo("<p>\u05d0 &lt;b&gt;\u00e9</p>");
  }

  @Test
  void what_is_edited_stays_as_it_is() {
    assertThat(page("<textarea th:text=\"${word}\">x</textarea><i th:text=\"${word}\">x</i>"))
        .isEqualTo("<textarea>" + TURNING + "</textarea><i>a\\u202eb\\u2066c\\u061cd</i>");
  }
}
