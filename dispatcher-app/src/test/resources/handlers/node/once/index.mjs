// Does a payment once, however often it is asked for.
import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';

const persistenceStore = new DynamoDBPersistenceLayer({ tableName: process.env.TABLE });
const config = new IdempotencyConfig({ eventKeyJmesPath: 'paymentId' });
let payments = 0;

export const handler = makeIdempotent(
  async (event) => {
    payments += 1;
    return { paymentId: event.paymentId, payments };
  },
  { persistenceStore, config },
);
