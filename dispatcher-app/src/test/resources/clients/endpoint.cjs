// What tools of the SDK for JavaScript v2 have no option for.
require('aws-sdk').config.update({ endpoint: process.env.ENDPOINT, maxRetries: 0 });
