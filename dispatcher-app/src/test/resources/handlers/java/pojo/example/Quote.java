package example;

import com.amazonaws.services.lambda.runtime.Context;

/// Beans in and out, and a method of any name.
public class Quote {
  public static class Request {
    private String product;
    private int pieces;

    public String getProduct() {
      return product;
    }

    public void setProduct(String product) {
      this.product = product;
    }

    public int getPieces() {
      return pieces;
    }

    public void setPieces(int pieces) {
      this.pieces = pieces;
    }
  }

  public static class Offer {
    private final String product;
    private final long cents;

    Offer(String product, long cents) {
      this.product = product;
      this.cents = cents;
    }

    public String getProduct() {
      return product;
    }

    public long getCents() {
      return cents;
    }
  }

  public Offer make(Request request, Context context) {
    if (request.getPieces() < 1) {
      throw new IllegalArgumentException("at least one piece");
    }
    return new Offer(request.getProduct(), 250L * request.getPieces());
  }
}
