// A parameter of the Systems Manager, cached between invocations.
import { getParameter } from '@aws-lambda-powertools/parameters/ssm';

export const handler = async () => {
  const theme = await getParameter('/shop/theme', { transform: 'json', maxAge: 60 });
  return theme.colour;
};
