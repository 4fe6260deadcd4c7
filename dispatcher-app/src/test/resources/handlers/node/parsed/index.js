// Checks events by a schema.
const { parse } = require('@aws-lambda-powertools/parser');
const { SqsSchema } = require('@aws-lambda-powertools/parser/schemas/sqs');
const { z } = require('zod');

const order = z.object({ id: z.number().int(), items: z.array(z.string()).min(1) });

exports.handler = async (event) => {
  const batch = parse(event, undefined, SqsSchema);
  return batch.Records.map((record) => {
    const checked = order.safeParse(JSON.parse(record.body));
    return checked.success ? checked.data.items.length : checked.error.issues[0].path.join('.');
  });
};
