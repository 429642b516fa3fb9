import type { Command } from 'commander';
import type { Backend } from '../../deploy';
import { type AwsCommandOptions, awsOptions, awsPlace, awsProblems } from '../aws-options';
import { Context, type Outputs, shared } from '../context';
import { onInterrupt } from '../interrupt';
import { StrictCommand } from '../strict-command';

export function addBackend(root: Command, outputs: Outputs): void {
  const command = root
    .command('backend')
    .description('keep the state of the project in S3, for more than one person: makes the bucket')
    .action(async (options: AwsCommandOptions) => {
      const context = await Context.open(options, outputs);
      const { makeBackend } = await import('../../deploy');
      const interrupt = onInterrupt();
      try {
        const done = await makeBackend(context.project, {
          report: context.report,
          signal: interrupt.signal,
          yes: options.yes === true,
          ...awsPlace(options),
          show: (line) => outputs.err.line(line),
        });
        context.result(done, summary(done));
      } finally {
        interrupt.forget();
      }
    });
  awsOptions(command, {
    what: 'on AWS, the one place that there is: shows what it makes and asks',
    asks: true,
  });
  if (command instanceof StrictCommand)
    command.checkValues(async (options) => [
      ...(options.aws
        ? []
        : [
            {
              where: '--aws',
              what: 'terragate backend makes a bucket in an AWS account, and is to be told so',
              fix: 'terragate backend --aws',
            },
          ]),
      ...(await awsProblems({ ...options, aws: true })),
    ]);
  shared(command, 'terragate backend --aws\nterragate backend --aws --env staging');
}

function summary({ done, bucket, key, files }: Backend): string[] {
  return done ? [`  s3://${bucket}/${key}`, ...files.map((path) => `  ${path}   belongs into Git`)] : [];
}
