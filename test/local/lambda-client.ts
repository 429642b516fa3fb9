import { createHash } from 'node:crypto';
import { strToU8, zipSync } from 'fflate';
import type { LocalAws } from '../../src/local/server';

/** The answer of a function. */
export interface Answer {
  readonly status: number;
  /** Undefined where the function did not fail. */
  readonly error: string | undefined;
  readonly body: unknown;
}

// Tells the service, which not every path does alone; the header of the local AWS is what lets the request in
const SERVICE =
  'AWS4-HMAC-SHA256 Credential=any/20260101/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=0';

/** A package with these files (executable ones, as scripts need it), and its hash as Lambda tells it. */
export function packageOf(files: Readonly<Record<string, string>>): { zip: Buffer; codeSha256: string } {
  const entries = Object.entries(files).map(([name, text]) => [
    name,
    [strToU8(text), { os: 3, attrs: 0o100755 << 16, mtime: '2020-01-01' }],
  ]);
  const zip = Buffer.from(zipSync(Object.fromEntries(entries)));
  return { zip, codeSha256: createHash('sha256').update(zip).digest('base64') };
}

/** The query that names a version or an alias. */
function queryOf(qualifier: string | undefined): string {
  return qualifier === undefined ? '' : `?Qualifier=${qualifier}`;
}

/** A few calls of Lambda's API, without an SDK. */
export class LambdaClient {
  /** @param headers of each request, beside its own. @default - none */
  constructor(
    private readonly aws: LocalAws,
    private readonly headers: Readonly<Record<string, string>> = {},
  ) {}

  /** Makes a function and waits until it can be invoked; returns its configuration. */
  async create(name: string, zip: Buffer, more: object = {}): Promise<Record<string, unknown>> {
    await this.call('POST', '/2015-03-31/functions', {
      FunctionName: name,
      Runtime: 'python3.13',
      Handler: 'main.handler',
      Role: 'arn:aws:iam::000000000000:role/test',
      Code: { ZipFile: zip.toString('base64') },
      ...more,
    });
    return this.whenActive(name);
  }

  /** Changes the configuration and waits until it applies. */
  async update(name: string, more: object): Promise<Record<string, unknown>> {
    await this.call('PUT', `/2015-03-31/functions/${name}/configuration`, more);
    return this.whenActive(name);
  }

  async reserve(name: string, concurrency: number): Promise<void> {
    await this.call('PUT', `/2017-10-31/functions/${name}/concurrency`, {
      ReservedConcurrentExecutions: concurrency,
    });
  }

  /** Uploads another package and waits until it applies. */
  async replace(name: string, zip: Buffer): Promise<void> {
    await this.call('PUT', `/2015-03-31/functions/${name}/code`, { ZipFile: zip.toString('base64') });
    await this.whenActive(name);
  }

  /** Publishes the function as it is, and lets an alias name that version, which is made with the first call. */
  async release(name: string, alias: string, first = false): Promise<void> {
    const { Version } = await this.call('POST', `/2015-03-31/functions/${name}/versions`, {});
    const path = `/2015-03-31/functions/${name}/aliases`;
    const target = { FunctionVersion: Version };
    await (first
      ? this.call('POST', path, { Name: alias, ...target })
      : this.call('PUT', `${path}/${alias}`, target));
  }

  /** Lets API Gateway call a function, or what a qualifier names. @param source ARN of what may call it. @default - all APIs */
  async permit(
    name: string,
    { qualifier, source }: { qualifier?: string; source?: string } = {},
  ): Promise<void> {
    await this.call('POST', `/2015-03-31/functions/${name}/policy${queryOf(qualifier)}`, {
      StatementId: 'api',
      Action: 'lambda:InvokeFunction',
      Principal: 'apigateway.amazonaws.com',
      ...(source === undefined ? {} : { SourceArn: source }),
    });
  }

  /** Gives a function, or what an alias names, a URL. @returns its id */
  async url(name: string, config: object, alias?: string): Promise<string> {
    const path = `/2021-10-31/functions/${name}/url${queryOf(alias)}`;
    const { FunctionUrl } = await this.call('POST', path, config);
    return new URL(String(FunctionUrl)).hostname.split('.')[0] ?? '';
  }

  /** Takes back what `permit` gave. */
  async forbid(name: string, qualifier?: string): Promise<void> {
    await this.call('DELETE', `/2015-03-31/functions/${name}/policy/api${queryOf(qualifier)}`);
  }

  async remove(name: string): Promise<void> {
    await this.call('DELETE', `/2015-03-31/functions/${name}`);
  }

  async invoke(name: string, event: object = {}, qualifier?: string): Promise<Answer> {
    const path = `/2015-03-31/functions/${name}/invocations${queryOf(qualifier)}`;
    const response = await this.fetch('POST', path, event);
    const text = await response.text();
    return {
      status: response.status,
      error: response.headers.get('x-amz-function-error') ?? undefined,
      body: text ? JSON.parse(text) : undefined,
    };
  }

  private async whenActive(name: string): Promise<Record<string, unknown>> {
    for (;;) {
      const about = await this.call('GET', `/2015-03-31/functions/${name}/configuration`);
      if (about.State === 'Active' && about.LastUpdateStatus !== 'InProgress') return about;
      if (about.State === 'Failed') throw new Error(JSON.stringify(about));
    }
  }

  private async call(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
    const response = await this.fetch(method, path, body);
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text ? (JSON.parse(text) as Record<string, unknown>) : {};
  }

  private fetch(method: string, path: string, body?: object): Promise<Response> {
    return fetch(this.aws.url + path, {
      method,
      headers: {
        ...this.aws.headers,
        ...this.headers,
        authorization: SERVICE,
        'content-type': 'application/json',
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  }
}
