import { AwsV4Signer } from 'aws4fetch';

/** A key of AWS, and the region of the API that it calls. */
export interface SigningKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Token of a temporary key. @default - the key is not temporary */
  readonly sessionToken?: string | undefined;
  readonly region: string;
}

/** The service that a signature is for: API Gateway, or Lambda where a function URL is called. */
export type SigningService = 'execute-api' | 'lambda';

/** Headers that a signature adds. */
const ADDED = ['authorization', 'x-amz-date', 'x-amz-security-token'];

/**
 * The headers by which a request to an API is signed, as name, value, name, value, ...
 *
 * @param headers those of the request, `Host` among them
 */
export async function signature(
  { method, path }: { readonly method: string; readonly path: string },
  service: SigningService,
  headers: readonly string[],
  body: Buffer | undefined,
  { accessKeyId, secretAccessKey, sessionToken, region }: SigningKey,
): Promise<string[]> {
  const pairs = headers.flatMap((name, i) =>
    i % 2 ? [] : [[name, headers[i + 1] ?? ''] as [string, string]],
  );
  const host = pairs.find(([name]) => name.toLowerCase() === 'host')?.[1] ?? 'localhost';
  const signed = await new AwsV4Signer({
    method: method.toUpperCase(),
    url: `http://${host}${path}`,
    headers: pairs.filter(([name]) => name.toLowerCase() !== 'host'),
    ...(body && { body: new Uint8Array(body) }),
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    region,
    service,
  }).sign();
  return ADDED.flatMap((name) => {
    const value = signed.headers.get(name);
    return value === null ? [] : [name, value];
  });
}
