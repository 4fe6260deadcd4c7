package example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.util.Map;

/// Answers an HTTP API.
public class Pets implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {
  @Override
  public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent event, Context context) {
    String method = event.getRequestContext().getHttp().getMethod();
    return APIGatewayV2HTTPResponse.builder()
        .withStatusCode(method.equals("GET") ? 200 : 405)
        .withHeaders(Map.of("Content-Type", "text/plain"))
        .withBody(method + " " + event.getPathParameters().get("id"))
        .build();
  }
}
