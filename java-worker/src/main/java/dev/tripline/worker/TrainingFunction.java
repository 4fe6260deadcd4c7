package dev.tripline.worker;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.List;
import java.util.Map;

/// The function of a training run. It takes an object with a list and with JSON of any form and answers it,
/// as most functions do, so that what reads and writes such objects is in the cache. It is itself in no
/// function's class path.
public final class TrainingFunction
    implements RequestHandler<TrainingFunction.Order, TrainingFunction.Order> {
  @Override
  public Order handleRequest(Order order, Context context) {
    context.getLogger().log(context.getAwsRequestId());
    return order;
  }

  /// An event with values of the usual kinds.
  public static final class Order {
    private String name = "";
    private long number;
    private double price;
    private boolean paid;
    private List<String> lines = List.of();
    private Map<String, Object> more = Map.of();

    public String getName() {
      return name;
    }

    public void setName(String name) {
      this.name = name;
    }

    public long getNumber() {
      return number;
    }

    public void setNumber(long number) {
      this.number = number;
    }

    public double getPrice() {
      return price;
    }

    public void setPrice(double price) {
      this.price = price;
    }

    public boolean isPaid() {
      return paid;
    }

    public void setPaid(boolean paid) {
      this.paid = paid;
    }

    public List<String> getLines() {
      return lines;
    }

    public void setLines(List<String> lines) {
      this.lines = lines;
    }

    public Map<String, Object> getMore() {
      return more;
    }

    public void setMore(Map<String, Object> more) {
      this.more = more;
    }
  }
}
