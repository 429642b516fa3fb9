import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { changesOf } from '../../src/local/changes';
import { ensureLocalAws } from '../../src/local/install';
import { type LocalAws, startLocalAws } from '../../src/local/server';
import { describeWithTools } from '../support/tools';

describeWithTools('a local AWS that has come up', ['python3.13'], () => {
  let aws: LocalAws;

  beforeAll(async () => {
    await ensureLocalAws();
    // What the local AWS asks itself is in no other log
    aws = await startLocalAws({ env: { LS_LOG: 'trace-internal' } });
  }, 300_000);

  afterAll(() => aws?.stop());

  test('asks each service that most projects use for something, which counts as no change', async () => {
    const asked = () =>
      [...readFileSync(join(aws.dataDir, 'server.log'), 'utf8').matchAll(/ AWS (\S+) => (\d+);/g)].map(
        ([, operation, status]) => `${operation} ${status}`,
      );
    while (!asked().some((line) => line.startsWith('lambda.'))) await sleep(100);
    expect(asked()).toEqual([
      'sts.GetCallerIdentity 200',
      'iam.ListRoles 200',
      'logs.DescribeLogGroups 200',
      'apigateway.GetRestApis 200',
      's3.ListBuckets 200',
      'lambda.ListFunctions 200',
    ]);
    expect(await changesOf(aws.url, aws.credentials)).toBe(0);
  }, 120_000);
});
