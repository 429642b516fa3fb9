import type { Command } from 'commander';
import { type Outputs, type Shared, shared } from '../context';
import { develop } from '../develop';
import { port } from '../port-option';

interface Options extends Shared {
  readonly port?: number;
  readonly host?: string;
}

export function addDev(root: Command, outputs: Outputs): void {
  const command = root
    .command('dev')
    .description('serve the app with reload and its docs, without a gateway')
    .option('-p, --port <number>', 'port of the app (default: 8000, or the next free one)', port)
    .option('--host <address>', 'address to listen at; 0.0.0.0 is all of this machine (default: 127.0.0.1)')
    .action((options: Options) =>
      develop(options, outputs, async (place) => {
        const { serve } = await import('../../develop');
        return serve(place, {
          ...(options.port === undefined ? {} : { port: options.port }),
          ...(options.host === undefined ? {} : { host: options.host }),
        });
      }),
    );
  shared(command, 'terragate dev --port 8080');
}
