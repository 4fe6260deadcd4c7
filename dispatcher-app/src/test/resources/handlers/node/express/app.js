// A web application of its own, behind an adapter.
const express = require('express');
const serverless = require('serverless-http');

const app = express();
app.use(express.json());
app.get('/pets/:id', (request, response) => response.json({ id: request.params.id, query: request.query }));
app.post('/pets', (request, response) => response.status(201).json(request.body));

module.exports.handler = serverless(app);
