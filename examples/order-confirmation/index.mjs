// Writes the confirmation of an order. An order with `"outage": true` stands for a mail gateway that
// is down at the first attempt: the event is retried, and the second attempt succeeds.

export const handler = async (event, context) => {
  const order = event.data ?? event;
  const attempt = Number(context.clientContext?.custom?.['tripline-attempt'] ?? 1);
  if (order.outage && attempt < 2) {
    throw new Error(`mail gateway is down (attempt ${attempt})`);
  }
  if (!order.customer || !Array.isArray(order.lines)) {
    throw new TypeError('an order needs a customer and lines');
  }
  const total = order.lines.reduce((sum, line) => sum + line.quantity * line.price, 0);
  const text = `Dear ${order.customer}, your order of ${order.lines.length} lines comes to ${total.toFixed(2)}.`;
  console.log(`${text} (event ${context.awsRequestId}, attempt ${attempt})`);
  return { to: order.customer, text, attempt };
};
