// Middlewares read the body and turn errors into answers.
import middy from '@middy/core';
import httpErrorHandler from '@middy/http-error-handler';
import httpHeaderNormalizer from '@middy/http-header-normalizer';
import httpJsonBodyParser from '@middy/http-json-body-parser';
import { createError } from '@middy/util';

export const handler = middy()
  .use(httpHeaderNormalizer())
  .use(httpJsonBodyParser())
  .use(httpErrorHandler({ logger: false }))
  .handler(async (event) => {
    if (!event.body.name) throw createError(422, 'a name is needed', { expose: true });
    return { statusCode: 200, body: JSON.stringify({ hello: event.body.name }) };
  });
