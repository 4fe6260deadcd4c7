package example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.Map;
import java.util.TreeMap;

/// Plain values in, plain values out.
public class Words implements RequestHandler<Map<String, String>, Map<String, Integer>> {
  @Override
  public Map<String, Integer> handleRequest(Map<String, String> event, Context context) {
    context.getLogger().log("counting in " + context.getFunctionName());
    Map<String, Integer> lengths = new TreeMap<>();
    event.forEach((name, text) -> lengths.put(name, text.length()));
    return lengths;
  }
}
