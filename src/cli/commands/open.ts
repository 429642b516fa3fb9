import type { Command } from 'commander';
import { Context, type Outputs, type Shared, shared } from '../context';

interface Options extends Shared {
  readonly print?: boolean;
}

export function addOpen(root: Command, outputs: Outputs): void {
  const command = root
    .command('open')
    .description(
      'open the API in the browser: its documentation where there is a route for it, else its address',
    )
    .argument('[api]', 'name of the API, where there are several')
    .option('--print', 'only print the address')
    .action(async (api: string | undefined, options: Options) => {
      const context = await Context.open(options, outputs);
      const { endpointOf } = await import('../../deploy');
      const { name, url, docs } = await endpointOf(context.project, api);
      // The page of an app without a route for its docs is the address itself
      const page = docs ? `${url}docs` : url;
      const opened = options.print || options.json ? false : await open(page);
      context.result({ name, url, docs: docs ? page : null, opened }, [opened ? `opened ${page}` : page]);
    });
  shared(command, 'terragate open');
}

/** Whether the machine has a browser to hand the address to. */
async function open(url: string): Promise<boolean> {
  const { spawn } = await import('node:child_process');
  const command = process.env.BROWSER || (process.platform === 'darwin' ? 'open' : 'xdg-open');
  return new Promise((resolve) => {
    const child = spawn(command, [url], { stdio: 'ignore', detached: true });
    child.once('error', () => resolve(false));
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}
