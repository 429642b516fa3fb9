import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { AwsV4Signer } from 'aws4fetch';
import { ensureLocalAws } from '../../src/local/install';

/** A key of the local IAM or STS. */
export interface Key {
  readonly key: string;
  readonly secret: string;
  readonly token?: string;
}

/** A request that is to be signed. */
export interface ToSign extends Key {
  readonly method: string;
  readonly url: string;
  readonly body?: string;
  readonly inQuery?: boolean;
  readonly service?: string;
  readonly region?: string;
  /** Time of the signature, as in `20260131T235959Z`. @default - now */
  readonly time?: string;
}

/** A request with its signature. */
export interface Signed {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Signs by botocore, the library of AWS's CLI and of boto3. */
export async function byBotocore(requests: readonly ToSign[]): Promise<readonly Signed[]> {
  const { python } = await ensureLocalAws();
  const script = join(__dirname, 'fixtures/botocore_signer.py');
  return new Promise((resolve, reject) => {
    const child = execFile(python, [script], (error, stdout) =>
      error ? reject(error) : resolve(JSON.parse(stdout) as Signed[]),
    );
    child.stdin?.end(JSON.stringify(requests));
  });
}

/** Signs by aws4fetch, which pages and edge functions use. */
export function byAws4fetch(requests: readonly ToSign[]): Promise<readonly Signed[]> {
  return Promise.all(
    requests.map(async ({ key, secret, token, inQuery, time, service, region, ...request }) => {
      const signed = await new AwsV4Signer({
        ...request,
        accessKeyId: key,
        secretAccessKey: secret,
        service: service ?? 'execute-api',
        region: region ?? 'us-east-1',
        ...(token && { sessionToken: token }),
        ...(inQuery && { signQuery: true }),
        ...(time && { datetime: time }),
      }).sign();
      const headers: Record<string, string> = {};
      signed.headers.forEach((value, name) => {
        headers[name] = value;
      });
      return { url: signed.url.href, headers };
    }),
  );
}
