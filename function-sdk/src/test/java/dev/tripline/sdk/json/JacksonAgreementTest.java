package dev.tripline.sdk.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The built-in mapping reads and writes as Jackson does, over a few thousand random documents.
class JacksonAgreementTest {
  private static final long SEED = 20_260_501;

  private final Random random = new Random(SEED);
  private final JsonMapper jackson =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  @Test
  void what_it_writes_jackson_reads_as_the_same_tree() {
    for (int i = 0; i < 3000; i++) {
      Object tree = tree(0);
      byte[] json = PayloadMapper.standard().write(tree);
      assertThat(text(jackson.readValue(json, Object.class))).isEqualTo(text(tree));
    }
  }

  @Test
  void what_jackson_writes_it_reads_as_the_same_tree() {
    for (int i = 0; i < 3000; i++) {
      Object tree = tree(0);
      byte[] json = jackson.writeValueAsBytes(tree);
      assertThat(text(PayloadMapper.standard().read(json, Object.class))).isEqualTo(text(tree));
    }
  }

  @Test
  void damaged_documents_are_refused_by_both_or_read_alike() {
    for (int i = 0; i < 5000; i++) {
      String json = new String(jackson.writeValueAsBytes(tree(0)), StandardCharsets.US_ASCII);
      var damaged = new StringBuilder(json.isEmpty() ? "x" : json);
      damaged.setCharAt(random.nextInt(damaged.length()), (char) (' ' + random.nextInt(95)));
      byte[] bytes = damaged.toString().getBytes(StandardCharsets.UTF_8);
      assertThat(readHere(bytes)).describedAs(damaged.toString()).isEqualTo(readThere(bytes));
    }
  }

  private static String readHere(byte[] json) {
    try {
      return text(PayloadMapper.standard().read(json, Object.class));
    } catch (InvalidPayloadException _) {
      return "refused";
    }
  }

  private String readThere(byte[] json) {
    try {
      return text(jackson.readValue(json, Object.class));
    } catch (JacksonException | NumberFormatException _) {
      return "refused";
    }
  }

  private static String text(@Nullable Object tree) {
    return String.valueOf(tree);
  }

  private @Nullable Object tree(int depth) {
    return switch (random.nextInt(depth > 4 ? 6 : 8)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 -> (long) random.nextInt();
      case 3 -> random.nextLong();
      case 4 ->
          BigDecimal.valueOf(random.nextInt(), random.nextInt(40) - 20).add(new BigDecimal("0.1"));
      case 5 -> word();
      case 6 -> {
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          list.add(tree(depth + 1));
        }
        yield list;
      }
      default -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          map.put(word(), tree(depth + 1));
        }
        yield map;
      }
    };
  }

  private String word() {
    var word = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      int code = random.nextInt(4) == 0 ? random.nextInt(0x20000) : random.nextInt(128);
      word.appendCodePoint(code >= 0xd800 && code < 0xe000 ? 'x' : code);
    }
    return word.toString();
  }
}
