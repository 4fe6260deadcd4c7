// Sends one message for each order.
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';

const sqs = new SQSClient();

export async function handler(event) {
  const answer = await sqs.send(new SendMessageBatchCommand({
    QueueUrl: process.env.QUEUE_URL,
    Entries: event.orders.map((order, index) => ({ Id: `${index}`, MessageBody: JSON.stringify(order) })),
  }));
  return { sent: answer.Successful.length };
}
