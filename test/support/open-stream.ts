import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';

/** An answer that is read while it comes: nothing of it before it is asked for. */
export class OpenStream {
  private text = '';

  private constructor(private readonly answer: IncomingMessage) {}

  /** Asks, and resolves once the head is there. */
  static async of(base: string, path: string): Promise<OpenStream> {
    const { hostname, port } = new URL(base);
    const call = request({ hostname, port, path, agent: false }).end();
    const [answer] = (await once(call, 'response')) as [IncomingMessage];
    return new OpenStream(answer);
  }

  get status(): number | undefined {
    return this.answer.statusCode;
  }

  get headers(): IncomingHttpHeaders {
    return this.answer.headers;
  }

  /** The next line, without its end; rejected where the answer breaks off or ends before it. */
  async line(): Promise<string> {
    while (!this.text.includes('\n')) {
      if (!(await this.more())) throw new Error(`the answer ended after ${JSON.stringify(this.text)}`);
    }
    const end = this.text.indexOf('\n');
    const line = this.text.slice(0, end);
    this.text = this.text.slice(end + 1);
    return line;
  }

  /** All that comes until the answer ends. */
  async rest(): Promise<string> {
    while (await this.more());
    return this.text;
  }

  leave(): void {
    this.answer.destroy();
  }

  private async more(): Promise<boolean> {
    for (;;) {
      const chunk = this.answer.read() as Buffer | null;
      if (chunk) {
        this.text += chunk.toString('latin1');
        return true;
      }
      if (this.answer.readableEnded) return false;
      if (this.answer.errored) throw this.answer.errored;
      await Promise.race([once(this.answer, 'readable'), once(this.answer, 'end')]);
    }
  }
}
