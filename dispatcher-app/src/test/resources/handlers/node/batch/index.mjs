// Says which messages of a batch failed.
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';

const processor = new BatchProcessor(EventType.SQS);

const pay = async (record) => {
  const { amount } = JSON.parse(record.body);
  if (amount <= 0) throw new Error(`cannot pay ${amount}`);
};

export const handler = async (event, context) => processPartialResponse(event, pay, processor, { context });
