// A table behind an HTTP API.
const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
const { DynamoDBDocumentClient, GetCommand, PutCommand } = require('@aws-sdk/lib-dynamodb');

const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const TableName = process.env.TABLE;

exports.handler = async (event) => {
  if (event.requestContext.http.method === 'PUT') {
    await table.send(new PutCommand({ TableName, Item: JSON.parse(event.body) }));
    return { statusCode: 204 };
  }
  const { Item } = await table.send(new GetCommand({ TableName, Key: { id: event.pathParameters.id } }));
  return Item === undefined ? { statusCode: 404 } : { statusCode: 200, body: JSON.stringify(Item) };
};
