package dev.tripline.examples.emailcheck;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Checks the form of an e-mail address, and answers its host. Written against AWS's own interface
/// only: it runs on Lambda and here.
public final class EmailCheck implements RequestHandler<Map<String, String>, Map<String, Object>> {
  private static final Pattern ADDRESS =
      Pattern.compile("[A-Za-z0-9._%+-]{1,64}@((?:[A-Za-z0-9-]{1,63}\\.)+[A-Za-z]{2,63})");

  @Override
  public Map<String, Object> handleRequest(Map<String, String> event, Context context) {
    String address = event.getOrDefault("address", "");
    Matcher parts = ADDRESS.matcher(address);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("address", address);
    answer.put("valid", parts.matches());
    if (parts.matches()) {
      answer.put("host", parts.group(1).toLowerCase(Locale.ROOT));
    }
    return answer;
  }
}
