import { type Command, Option } from 'commander';
import { Context, type Outputs, type Shared, shared } from '../context';
import { StrictCommand } from '../strict-command';

interface Options extends Shared {
  readonly use: 'id' | 'access';
  readonly scope: readonly string[];
  readonly pool?: string;
  readonly create?: boolean;
  readonly expired?: boolean;
}

export function addToken(root: Command, outputs: Outputs): void {
  const command = root
    .command('token')
    .description('print a token of a user of the user pool, on this machine')
    .argument('<user>', 'the name, or the e-mail address')
    .addOption(new Option('--use <use>', 'what the token is for').choices(['id', 'access']).default('id'))
    .option('--scope <scope>', 'a scope of an access token; may be given more than once', collected, [])
    .option('--pool <pool>', 'name or id of the user pool, where there are several')
    .option('--create', 'make the user on this machine where it is missing, and tell the password')
    .option('--expired', 'a token whose time is over')
    .action(async (name: string, options: Options) => {
      const context = await Context.open(options, outputs);
      const { token } = await import('../../deploy');
      const given = await token(context.project, {
        name,
        use: options.use,
        scopes: options.scope,
        create: options.create === true,
        expired: options.expired === true,
        ...(options.pool === undefined ? {} : { pool: options.pool }),
      });
      // Standard output is for the token alone: $(terragate token alice)
      if (given.password !== undefined && !options.quiet)
        outputs.err.line(`made the user ${given.user}, who signs in with the password ${given.password}`);
      context.result(given, [given.token]);
    });
  if (command instanceof StrictCommand)
    command.checkValues(async ({ use, scope }) =>
      use === 'id' && Array.isArray(scope) && scope.length
        ? [{ where: '--scope', what: 'an id token has no scopes', fix: 'add --use access' }]
        : [],
    );
  shared(command, 'terragate token alice\nterragate invoke GET /me --token "$(terragate token alice)"');
}

function collected(value: string, before: readonly string[]): string[] {
  return [...before, value];
}
