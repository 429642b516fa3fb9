import { EventEmitter, once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { TestServer } from '../client/support';

/** What `app/pace.py` of the example chat is where a test says how fast the model is. */
const PACE = (port: string) => `import asyncio


async def think() -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", ${port})
    try:
        writer.write(b"GET / HTTP/1.1\\r\\nhost: gate\\r\\nconnection: close\\r\\n\\r\\n")
        await reader.readline()
    finally:
        writer.close()
`;

/** A gate that the model of the example chat comes to before each word. It is open at first. */
export class Gate {
  private readonly server = new TestServer();
  private readonly events = new EventEmitter();
  private readonly held = new Set<ServerResponse>();
  private words = Number.POSITIVE_INFINITY;

  /** Starts it. @returns the `app/pace.py` of a model that comes to it */
  async start(): Promise<string> {
    this.server.answer((_, response) => {
      if (this.words-- > 0) return response.end();
      this.held.add(response);
      response.on('close', () => {
        this.held.delete(response);
        this.events.emit('gone');
      });
      this.events.emit('held');
    });
    return PACE(new URL(await this.server.start()).port);
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  /** Lets this many words pass, and holds the model before the next one. */
  pass(words: number): void {
    this.words = words;
  }

  open(): void {
    this.words = Number.POSITIVE_INFINITY;
    for (const response of this.held) response.end();
  }

  /** Resolves once the model is held. */
  async holds(): Promise<void> {
    while (!this.held.size) await once(this.events, 'held');
  }

  /** Resolves once nobody is held any more. */
  async isLeft(): Promise<void> {
    while (this.held.size) await once(this.events, 'gone');
  }
}
