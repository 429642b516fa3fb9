import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalAws } from '../../src/local/server';
import { REPOSITORY } from '../support/workspace';
import { signature } from './control-plane';

/** The app of `docs/events.md`, which is its first block of Python. */
export function shopOfThePage(): string {
  const page = readFileSync(join(REPOSITORY, 'docs/events.md'), 'utf8');
  const [, text = ''] = /```python\n([\s\S]*?)```/.exec(page) ?? [];
  return text;
}

/** What the module of an instance of that app is given, so that a schedule, a queue and a bucket call it. */
export const eventLines = (name: string): readonly string[] => [
  'functions_enforce_routes = true',
  'schedules = { nightly = { schedule_expression = "cron(0 3 * * ? *)" } }',
  `queues = { mails = { arn = aws_sqs_queue.${name}.arn } }`,
  `buckets = { uploads = { bucket = aws_s3_bucket.${name}.bucket, owns_notifications = true, prefix = "in/" } }`,
];

/** The queue and the bucket of an instance. */
export const eventSources = (name: string): string => `
resource "aws_sqs_queue" "${name}" {
  name = "${name}"
}

resource "aws_s3_bucket" "${name}" {
  bucket = "${bucketOf(name)}"
}
`;

const bucketOf = (name: string) => `${name.replace('_', '-')}-uploads`;

/** Puts a message into the queue of an instance. */
export async function sendMessage(aws: LocalAws, name: string, body: object): Promise<void> {
  await succeed(aws.url, {
    method: 'POST',
    headers: {
      ...aws.headers,
      authorization: signature('000000000000', 'sqs'),
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'AmazonSQS.SendMessage',
    },
    body: JSON.stringify({
      QueueUrl: `${aws.url}/000000000000/${name}`,
      MessageBody: JSON.stringify(body),
    }),
  });
}

/** Puts an object into the bucket of an instance. */
export async function upload(aws: LocalAws, name: string, key: string): Promise<void> {
  await succeed(`${aws.url}/${bucketOf(name)}/${key}`, {
    method: 'PUT',
    headers: { ...aws.headers, authorization: signature('000000000000', 's3') },
    body: 'text',
  });
}

async function succeed(url: string, init: RequestInit): Promise<void> {
  const answer = await fetch(url, init);
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
}

/** Waits until the log of a function has a text; the test's own time ends it. */
export async function untilLogged(aws: LocalAws, functionName: string, text: string): Promise<void> {
  while (!aws.logs(functionName).includes(text)) await sleep(100);
}
