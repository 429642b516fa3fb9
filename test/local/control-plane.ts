import type { LocalAws } from '../../src/local/server';

/** A signature by which LocalStack knows account, service and region; the header of the local AWS lets the request in. */
export const signature = (key: string, service: string, region = 'us-east-1') =>
  `AWS4-HMAC-SHA256 Credential=${key}/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`;

/** Calls of AWS's own APIs in their three forms, without an SDK. */
export class ControlPlane {
  constructor(private readonly aws: Pick<LocalAws, 'url' | 'headers'>) {}

  /** API Gateway: throws where the answer is no success. */
  async gateway(path: string, body: object, method = 'POST'): Promise<Record<string, string>> {
    const answer = await this.send('apigateway', path, method, 'application/json', JSON.stringify(body));
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
    return JSON.parse(text || '{}') as Record<string, string>;
  }

  /** IAM or STS: the text of one element of the answer. */
  async query(service: 'iam' | 'sts', parameters: Readonly<Record<string, string>>, element = '') {
    const Version = service === 'iam' ? '2010-05-08' : '2011-06-15';
    const body = new URLSearchParams({ Version, ...parameters }).toString();
    const text = await (
      await this.send(service, '/', 'POST', 'application/x-www-form-urlencoded', body)
    ).text();
    return new RegExp(`<${element}>([^<]+)<`).exec(text)?.[1] ?? text;
  }

  /** Cognito: the answer with its status. @param region signed when it is given */
  async cognito(target: string, body: object, region?: string) {
    const service = target.startsWith('AWSCognitoIdentityService') ? 'cognito-identity' : 'cognito-idp';
    return this.json(target, '1.1', body, region && signature('000000000000', service, region));
  }

  /** DynamoDB: the answer with its status. */
  async dynamo(action: string, body: object) {
    return this.json(`DynamoDB_20120810.${action}`, '1.0', body, signature('000000000000', 'dynamodb'));
  }

  private async json(target: string, version: string, body: object, authorization?: string) {
    const answer = await fetch(this.aws.url, {
      method: 'POST',
      headers: {
        ...this.aws.headers,
        'content-type': `application/x-amz-json-${version}`,
        'x-amz-target': target,
        ...(authorization && { authorization }),
      },
      body: JSON.stringify(body),
    });
    // biome-ignore lint/suspicious/noExplicitAny: answers are of many forms
    return { status: answer.status, body: (await answer.json()) as any };
  }

  /** A document that everybody may read. */
  // biome-ignore lint/suspicious/noExplicitAny: a document of any form
  async document(path: string): Promise<any> {
    return (await fetch(this.aws.url + path)).json();
  }

  private send(service: string, path: string, method: string, type: string, body: string): Promise<Response> {
    const headers = {
      ...this.aws.headers,
      'content-type': type,
      authorization: signature('000000000000', service),
    };
    return fetch(this.aws.url + path, { method, headers, body });
  }
}
