import { type Command, InvalidArgumentError } from 'commander';
import type { Answer, AnswerHead } from '../../deploy';
import { type AwsCommandOptions, awsOptions, awsPlace, awsProblems, localProblems } from '../aws-options';
import { Context, type Outputs, shared } from '../context';
import { onInterrupt } from '../interrupt';
import type { Output } from '../output';
import { StrictCommand } from '../strict-command';

/** Methods that an API of API Gateway can have. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

interface Options extends AwsCommandOptions {
  readonly header: readonly string[];
  readonly data?: string;
  readonly api?: string;
  readonly as?: string;
  readonly create?: boolean;
  readonly token?: string;
  readonly include?: boolean;
}

export function addInvoke(root: Command, outputs: Outputs): void {
  const command = root
    .command('invoke')
    .description('send a request through the gateway')
    .argument('<method>', 'such as GET')
    .argument('<path>', 'such as /items/3?limit=2')
    .option('-H, --header <name: value>', 'a header; may be given more than once', collected, [])
    .option('-d, --data <text>', 'the body, or @file; JSON gets its content type')
    .option('-i, --include', 'print status and headers too')
    .option('--as <name>', 'sign as this user or role of the local IAM')
    .option('--create', 'with --as: make the user where it is missing, who may call this API')
    .option('--token <token>', 'send this token in the header Authorization')
    .option('--api <name>', 'the API, where there are several')
    .action(async (method: string, path: string, options: Options) => {
      const context = await Context.open(options, outputs);
      const { invoke, invokeOnAws } = await import('../../deploy');
      const printer = context.json ? undefined : new AnswerPrinter(context.out, options.include === true);
      const request = {
        method,
        path,
        headers: options.header,
        ...(options.data === undefined ? {} : { data: options.data }),
        ...(options.api === undefined ? {} : { api: options.api }),
        ...(options.token === undefined ? {} : { token: options.token }),
        ...(printer && {
          onHead: (head: AnswerHead) => printer.head(head),
          onText: (text: string) => printer.text(text),
        }),
      };
      const interrupt = options.aws ? onInterrupt() : undefined;
      const asked = interrupt
        ? invokeOnAws(context.project, awsPlace(options), { ...request, signal: interrupt.signal })
        : invoke(context.project, {
            ...request,
            ...(options.as === undefined ? {} : { as: options.as }),
            create: options.create === true,
          });
      const answer = await asked.finally(() => interrupt?.forget());
      if (printer) printer.end(answer);
      else context.result(described(answer), []);
      if (answer.status >= 400) process.exitCode = 1;
    });
  awsOptions(command, { what: 'to the API on AWS; signed where the route asks for IAM' });
  if (command instanceof StrictCommand)
    command.checkValues(async ({ as, token, create, ...others }, [method = '', path = '']) => [
      ...(await awsProblems(others)),
      ...localProblems(others, { '--as': as, '--create': create }),
      ...(as !== undefined && token !== undefined
        ? [
            {
              where: '--token',
              what: 'a signature and a token are in the same header',
              fix: 'give --as or --token',
            },
          ]
        : []),
      ...(create && as === undefined
        ? [{ where: '--create', what: '--create makes the user of --as', fix: 'add --as and a name' }]
        : []),
      ...(METHODS.includes(method.toUpperCase())
        ? []
        : [
            {
              where: 'method',
              what: `API Gateway has no method ${JSON.stringify(method)}`,
              got: method,
              allowed: METHODS,
              fix: 'give method and path: terragate invoke GET /items/3',
            },
          ]),
      ...(path.startsWith('/')
        ? []
        : [{ where: 'path', what: 'the path does not begin with /', got: path, fix: `give /${path}` }]),
    ]);
  shared(command, `terragate invoke POST /items -d '{"name": "chair"}'\nterragate invoke --aws GET /me`);
}

function described({ status, headers, text, milliseconds }: Answer): unknown {
  return { status, headers, body: text ?? null, milliseconds };
}

/** Prints an answer while it comes. */
class AnswerPrinter {
  /** @param whole whether the head is printed too; it is in any case where the request failed, or without a body */
  constructor(
    private readonly out: Output,
    private readonly whole: boolean,
  ) {}

  head(head: AnswerHead): void {
    if (this.whole || head.status >= 400) this.status(head);
    if (!this.whole) return;
    for (const [name, value] of head.headers) this.out.line(`${name}: ${value}`);
    this.out.line();
  }

  text(text: string): void {
    this.out.part(text);
  }

  end(answer: Answer): void {
    const { text, bytes, status } = answer;
    if (text === undefined) this.out.line(`(${bytes} bytes that are not text)`);
    else if (text && !text.endsWith('\n')) this.out.line();
    else if (!text && !this.whole && status < 400) this.status(answer);
  }

  private status({ status, statusText, milliseconds }: AnswerHead): void {
    this.out.line(`HTTP ${status} ${statusText} in ${milliseconds} ms`);
  }
}

function collected(value: string, before: readonly string[]): string[] {
  if (!/^[!#$%&'*+.^_`|~\w-]+:/.test(value)) throw new InvalidArgumentError('give it as "name: value".');
  return [...before, value];
}
