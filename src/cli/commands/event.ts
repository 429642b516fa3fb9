import type { Command } from 'commander';
import { type AwsCommandOptions, awsOptions, awsPlace, awsProblems } from '../aws-options';
import { Context, type Outputs, shared } from '../context';
import { onInterrupt } from '../interrupt';
import { StrictCommand } from '../strict-command';

interface Options extends AwsCommandOptions {
  readonly function?: string;
}

export function addEvent(root: Command, outputs: Outputs): void {
  const command = root
    .command('event')
    .description('hand an event to the app, as a schedule, a queue or a bucket does')
    .argument('<file>', 'JSON of the event; - reads it from standard input')
    .option('--function <name>', 'a function that takes events (default: that of the events beside the API)')
    .action(async (file: string, options: Options) => {
      const context = await Context.open(options, outputs);
      const { eventIn, sendEvent, sendEventOnAws } = await import('../../deploy');
      const event = await eventIn(file);
      const interrupt = onInterrupt();
      const how = {
        ...(options.function === undefined ? {} : { function: options.function }),
        ...{ event, signal: interrupt.signal },
      };
      const sent = options.aws
        ? sendEventOnAws(context.project, awsPlace(options), how)
        : sendEvent(context.project, how);
      const { payload, failed, milliseconds, function: name } = await sent.finally(() => interrupt.forget());
      context.result({ function: name, failed, milliseconds, answer: parsed(payload) }, [payload]);
      context.note(`${name} ${failed ? 'failed' : 'answered'} in ${milliseconds} ms`);
      if (failed) process.exitCode = 1;
    });
  awsOptions(command, { what: 'to the function on AWS' });
  if (command instanceof StrictCommand) command.checkValues((options) => awsProblems(options));
  shared(command, 'terragate event message.json\nterragate event --aws --env staging message.json');
}

function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return payload;
  }
}
