package example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Reads and writes the bytes itself, with a JSON library of its own.
public class Upper implements RequestStreamHandler {
  private final Gson gson = new Gson();

  @Override
  public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
    try (var reader = new InputStreamReader(in, StandardCharsets.UTF_8);
        var writer = new OutputStreamWriter(out, StandardCharsets.UTF_8)) {
      JsonObject event = gson.fromJson(reader, JsonObject.class);
      event.addProperty("name", event.get("name").getAsString().toUpperCase(Locale.ROOT));
      event.addProperty("request", context.getAwsRequestId().length());
      gson.toJson(event, writer);
    }
  }
}
