import type { Command } from 'commander';
import { type AwsCommandOptions, awsOptions, awsPlace, awsProblems } from '../aws-options';
import { Context, type Outputs, shared } from '../context';
import { onInterrupt } from '../interrupt';
import { StrictCommand } from '../strict-command';

interface Options extends AwsCommandOptions {
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
      const { docsAddress } = await import('../../deploy/docs-page');
      const { name, url, docs } = await (options.aws ? onAws(context, options, api) : here(context, api));
      const docsPage = docsAddress(context.project, { url, docs });
      // The page of an app without a route for its docs is the address itself
      const page = docsPage ?? url;
      const opened = options.print || options.json ? false : await open(page);
      context.result({ name, url, docs: docsPage ?? null, opened }, [opened ? `opened ${page}` : page]);
    });
  awsOptions(command, { what: 'the API on AWS' });
  if (command instanceof StrictCommand) command.checkValues(awsProblems);
  shared(command, 'terragate open');
}

/** An API that can be opened. */
interface Opened {
  readonly name: string;
  readonly url: string;
  readonly docs: boolean;
}

async function here({ project }: Context, api: string | undefined): Promise<Opened> {
  const { endpointOf } = await import('../../deploy');
  return endpointOf(project, api);
}

async function onAws({ project }: Context, options: Options, api: string | undefined): Promise<Opened> {
  const { addressOf, deploymentOf, namedApi } = await import('../../deploy');
  const interrupt = onInterrupt();
  try {
    const { stages } = await deploymentOf(project, awsPlace(options), interrupt.signal);
    const stage = namedApi(project, stages, api);
    return { name: stage.name, url: addressOf(stage), docs: stage.docs };
  } finally {
    interrupt.forget();
  }
}

/** Whether the machine has a browser to hand the address to. */
async function open(url: string): Promise<boolean> {
  if (!hasScreen()) return false;
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

/** Whether a browser could be seen: Linux without a display has none, but by BROWSER. */
function hasScreen({ BROWSER, DISPLAY, WAYLAND_DISPLAY } = process.env): boolean {
  return process.platform !== 'linux' || Boolean(BROWSER || DISPLAY || WAYLAND_DISPLAY);
}
