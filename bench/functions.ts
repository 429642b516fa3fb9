import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalAws } from '../src/local/server';
import { type Answer, type Call, Client } from './client';
import { invocation, ofApp } from './invocation';

const ROOT = '/2015-03-31/functions';

/** Functions that serve the example app as the modules set them up, made by Lambda's own API. */
export class Functions {
  private readonly client = new Client();

  constructor(private readonly aws: LocalAws) {}

  /** Makes a function; returns the seconds until it can be invoked. */
  async create(name: string, zip: Uint8Array): Promise<number> {
    const start = performance.now();
    await this.ask({
      url: ROOT,
      method: 'POST',
      body: JSON.stringify({
        FunctionName: name,
        Runtime: 'python3.13',
        Handler: 'run.sh',
        Timeout: 30,
        Role: 'arn:aws:iam::000000000000:role/bench',
        Architectures: ['arm64'],
        Layers: ['arn:aws:lambda:us-east-1:753240598075:layer:LambdaAdapterLayerArm64:30'],
        Environment: {
          Variables: {
            AWS_LAMBDA_EXEC_WRAPPER: '/opt/bootstrap',
            AWS_LWA_PORT: '8000',
            AWS_LWA_READINESS_CHECK_PROTOCOL: 'tcp',
            PORT: '8000',
          },
        },
        Code: { ZipFile: Buffer.from(zip).toString('base64') },
      }),
    });
    for (;;) {
      const { text } = await this.ask({ url: `${ROOT}/${name}/configuration` });
      const { State, StateReason } = JSON.parse(text) as { State?: string; StateReason?: string };
      if (State === 'Active') return (performance.now() - start) / 1000;
      if (State === 'Failed') throw new Error(`${name}: ${StateReason}`);
      await sleep(10);
    }
  }

  /** Asks the app for a small document; returns the seconds until its answer. */
  async invoke(name: string): Promise<number> {
    const call = invocation(`${this.aws.url}${ROOT}/${name}/invocations`, 'healthz', this.aws.headers);
    return ofApp(await this.client.ask(call), true).seconds;
  }

  async remove(name: string): Promise<void> {
    await this.ask({ url: `${ROOT}/${name}`, method: 'DELETE' });
  }

  close(): void {
    this.client.close();
  }

  private async ask(call: Call): Promise<Answer> {
    const answer = await this.client.ask({
      ...call,
      url: this.aws.url + call.url,
      headers: { 'content-type': 'application/json', ...this.aws.headers },
    });
    if (answer.status < 300) return answer;
    throw new Error(
      `${call.method ?? 'GET'} ${call.url} answers ${answer.status}\n${answer.text.slice(0, 1000)}`,
    );
  }
}
