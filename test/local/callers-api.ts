import type { LocalAws } from '../../src/local/server';
import type { ControlPlane } from './control-plane';
import { LambdaClient, packageOf } from './lambda-client';

/** Answers with who calls; as a Lambda authorizer, says what its token asks for, and how often it was asked. */
const MAIN = `
import json

calls = 0

def handler(event, context):
    context = event["requestContext"]
    seen = {name: context.get(name) for name in ("identity", "authorizer")}
    return {"statusCode": 200, "headers": {"content-type": "application/json"}, "body": json.dumps(seen)}

def answer(effect, arn, **more):
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": arn}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    return {"principalId": "someone", "policyDocument": document, **more}

def authorize(event, context):
    global calls
    calls += 1
    wish = event.get("authorizationToken") or event["headers"].get("x-wish")
    if wish in ("yes", "no"):
        return {"isAuthorized": wish == "yes", "context": {"staff": True}}
    api = "/".join((event.get("methodArn") or event["routeArn"]).split("/")[:2])
    if wish == "fail":
        raise Exception("the data base is gone")
    if wish == "unauthorized":
        raise Exception("Unauthorized")
    if wish == "nonsense":
        return {"principalId": "someone", "policyDocument": "all of it"}
    if wish == "list":
        return answer("Allow", f"{api}/*", context={"roles": ["a", "b"]})
    if wish == "deny":
        return answer("Deny", f"{api}/*")
    if wish == "elsewhere":
        return answer("Allow", f"{api}/GET/elsewhere")
    if wish.startswith("key "):
        return answer("Allow", f"{api}/*", usageIdentifierKey=wish[4:])
    context = {"calls": calls, "staff": True, "event": json.dumps(event)}
    return answer("Allow", f"{api}/*", context=context)
`;

const functionArn = (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
const uri = (name: string) =>
  `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${functionArn(name)}/invocations`;

/** An operation that answers with who calls. */
export const operation = (...security: object[]) => ({
  security,
  'x-amazon-apigateway-integration': { type: 'aws_proxy', httpMethod: 'POST', uri: uri('who') },
});

const header = { type: 'apiKey', in: 'header', name: 'Authorization' };
const lambda = (name: string, more: object) => ({
  ...header,
  name,
  'x-amazon-apigateway-authtype': 'custom',
  'x-amazon-apigateway-authorizer': { authorizerUri: uri('gate'), ...more },
});
/** The schemes of the API, and of those with a policy. */
export const schemes = (poolArn: string) => ({
  iam: { ...header, 'x-amazon-apigateway-authtype': 'awsSigv4' },
  pool: {
    ...header,
    'x-amazon-apigateway-authtype': 'cognito_user_pools',
    'x-amazon-apigateway-authorizer': { type: 'cognito_user_pools', providerARNs: [poolArn] },
  },
  token: lambda('X-Token', {
    type: 'token',
    authorizerResultTtlInSeconds: 0,
    identityValidationExpression: '[a-z]+( .+)?',
  }),
  kept: lambda('X-Token', { type: 'token' }),
  request: lambda('Unused', {
    type: 'request',
    authorizerResultTtlInSeconds: 0,
    identitySource: 'method.request.header.X-Wish, method.request.querystring.place',
  }),
  key: { ...header, name: 'x-api-key' },
});

/** The gateway responses of the API: a CORS header on each error. */
const CORS = {
  responseParameters: { 'gatewayresponse.header.Access-Control-Allow-Origin': "'https://a.example'" },
};

/** A document of an API whose errors have CORS headers. */
export const documentOf = (paths: object, poolArn: string, more: object = {}) => ({
  openapi: '3.0.1',
  info: { title: 'callers', version: '1' },
  paths,
  components: { securitySchemes: schemes(poolArn) },
  'x-amazon-apigateway-gateway-responses': { DEFAULT_4XX: CORS, DEFAULT_5XX: CORS },
  ...more,
});

/** Makes the functions that answer and authorize. */
export async function makeFunctions(aws: LocalAws): Promise<void> {
  const lambdas = new LambdaClient(aws);
  const { zip } = packageOf({ 'main.py': MAIN });
  await lambdas.create('who', zip);
  await lambdas.create('gate', zip, { Handler: 'main.authorize' });
  for (const name of ['who', 'gate']) await lambdas.permit(name);
}

/** Imports and deploys an API. @returns its id */
export async function deploy(control: ControlPlane, document: object): Promise<string> {
  const { id = '' } = await control.gateway('/restapis?mode=import', document);
  await control.gateway(`/restapis/${id}/deployments`, { stageName: 'prod' });
  return id;
}

/** An answer of the API, with what a caller learns of an error. */
export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what the function and the gateway answer
  readonly body: any;
  readonly error: string | null;
  readonly cors: string | null;
}

/** Sends a request, as the local proxy passes it on. */
export async function send(
  aws: LocalAws,
  url: string,
  init: { method?: string; headers?: Readonly<Record<string, string>>; body?: string } = {},
): Promise<Answer> {
  const answer = await fetch(url, { ...init, headers: { ...init.headers, ...aws.headers } });
  return {
    status: answer.status,
    body: await answer.json(),
    error: answer.headers.get('x-amzn-errortype'),
    cors: answer.headers.get('access-control-allow-origin'),
  };
}

/** A refusal with its text, of an API whose errors have CORS headers. */
export const refused = (status: number, error: string, body: unknown): Answer => ({
  status,
  body,
  error,
  cors: 'https://a.example',
});
