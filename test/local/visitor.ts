import { createHash, randomBytes } from 'node:crypto';
import type { LocalAws } from '../../src/local/server';

export type Words = Readonly<Record<string, string>>;

/** Path of Cognito for pages. */
export const COGNITO = '/_terragate/cognito/';
export const VERIFIER = randomBytes(32).toString('base64url');
export const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

/** An answer, whose redirect is not followed. */
export interface Seen {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Where it leads, with what it says there. @default - nowhere */
  readonly to: URL | undefined;
}

/** A browser at the pages of a user pool, which keeps their cookie. */
export class Visitor {
  private cookie = '';

  constructor(
    private readonly aws: LocalAws,
    private readonly pool: string,
  ) {}

  /** Goes to a page of the pool, or sends a form to it. */
  async visit(path: string, query: Words = {}, form?: Words, headers: Words = {}): Promise<Seen> {
    const url = new URL(`${COGNITO}${this.pool}${path}?${new URLSearchParams(query)}`, this.aws.url);
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: { ...this.aws.headers, ...(this.cookie && { cookie: this.cookie }), ...headers },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    });
    for (const cookie of answer.headers.getSetCookie()) [this.cookie = ''] = cookie.split(';');
    const location = answer.headers.get('location');
    return {
      status: answer.status,
      headers: answer.headers,
      text: await answer.text(),
      to: location === null ? undefined : new URL(location, url),
    };
  }

  /** The cookie of the session, for a request of somebody who has kept it. */
  get session(): Words {
    return { cookie: this.cookie };
  }

  /** Signs in. @returns the code that the app gets */
  async signIn(query: Words, username: string, password: string): Promise<string> {
    const { to, text } = await this.visit('/login', query, { username, password });
    const code = to?.searchParams.get('code');
    if (!code) throw new Error(`nobody is signed in: ${to ?? text}`);
    return code;
  }

  /** Asks for tokens. */
  async tokens(form: Words, headers: Words = {}): Promise<{ status: number; body: Words }> {
    const { status, text } = await this.visit('/oauth2/token', {}, form, headers);
    return { status, body: JSON.parse(text) as Words };
  }
}
