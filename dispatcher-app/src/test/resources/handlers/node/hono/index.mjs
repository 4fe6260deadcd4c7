// Routes of a framework that knows Lambda by itself.
import { Hono } from 'hono';
import { handle } from 'hono/aws-lambda';

const app = new Hono();
app.get('/greet/:name', (context) => context.text(`hello ${context.req.param('name')}`));
app.notFound((context) => context.json({ error: 'nothing here' }, 404));

export const handler = handle(app);
