import type { Answer, Call } from './client';

/**
 * The request that API Gateway makes of a GET, sent as Lambda's own API takes it.
 *
 * @param headers what the local AWS asks for
 */
export function invocation(url: string, route: string, headers: Readonly<Record<string, string>>): Call {
  const event = {
    resource: `/${route}`,
    path: `/${route}`,
    httpMethod: 'GET',
    headers: { Host: 'localhost', Accept: '*/*' },
    multiValueHeaders: { Host: ['localhost'], Accept: ['*/*'] },
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
    stageVariables: null,
    requestContext: {
      accountId: '000000000000',
      apiId: 'bench',
      httpMethod: 'GET',
      path: `/prod/${route}`,
      protocol: 'HTTP/1.1',
      requestId: 'bench',
      resourceId: 'bench',
      resourcePath: `/${route}`,
      stage: 'prod',
      identity: { sourceIp: '127.0.0.1' },
    },
    body: null,
    isBase64Encoded: false,
  };
  return {
    url,
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(event),
  };
}

/**
 * The answer of the app, that of an invocation or a plain one.
 *
 * @throws Error for another one
 */
export function ofApp(answer: Answer, invoked: boolean): Answer {
  // A streamed answer begins with its head as JSON, and NULs before the body
  const [head = ''] = answer.text.split('\0');
  const good =
    answer.status === 200 && (!invoked || (JSON.parse(head) as { statusCode?: number }).statusCode === 200);
  if (!good) throw new Error(`the app answers ${answer.status}\n${answer.text.slice(0, 1000)}`);
  return answer;
}
