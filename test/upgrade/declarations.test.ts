import { declaredChanges } from '../../src/upgrade/declarations';

const variable = (name: string, body = '') => `variable "${name}" {\n${body}\n}\n`;

describe('what a module declares otherwise', () => {
  it('are inputs that are new, gone, or have another default', async () => {
    const before = [variable('kept', 'default = 1'), variable('gone'), variable('days', 'default = 14')];
    const after = [
      variable('kept', 'default = 1'),
      variable('needed'),
      variable('days', 'default = [30]'),
      variable('maybe', 'default = null'),
    ];

    expect(await declaredChanges(before, after)).toEqual([
      { kind: 'input', name: 'needed', change: 'new', after: 'required' },
      { kind: 'input', name: 'days', change: 'default', before: '14', after: '[30]' },
      { kind: 'input', name: 'maybe', change: 'new', after: 'null' },
      { kind: 'input', name: 'gone', change: 'gone', before: 'required' },
    ]);
  });

  it('are outputs and resources, wherever in the module they stand', async () => {
    const before = ['output "old" {\n  value = 1\n}\n', 'resource "aws_s3_bucket" "a" {}\n'];
    const after = [
      'resource "aws_s3_bucket" "a" {}\noutput "new" {\n  value = 1\n}\nresource "aws_sqs_queue" "b" {}\n',
    ];

    expect(await declaredChanges(before, after)).toEqual([
      { kind: 'output', name: 'new', change: 'new' },
      { kind: 'output', name: 'old', change: 'gone' },
      { kind: 'resource', name: 'aws_sqs_queue.b', change: 'new' },
    ]);
  });

  it('is a resource that moves where the module says so, and one that goes where it does not', async () => {
    const moved = (from: string, to: string) => `moved {\n  from = ${from}\n  to   = ${to}\n}\n`;
    const before = ['resource "aws_s3_bucket" "a" {}\nresource "aws_s3_bucket" "x" {}\n'];
    const after = [
      'resource "aws_s3_bucket" "b" {}\n',
      moved('aws_s3_bucket.a', 'aws_s3_bucket.b') + moved('aws_s3_bucket.z', 'aws_s3_bucket.b'),
    ];

    expect(await declaredChanges(before, after)).toEqual([
      { kind: 'resource', name: 'aws_s3_bucket.a', change: 'moved', after: 'aws_s3_bucket.b' },
      { kind: 'resource', name: 'aws_s3_bucket.x', change: 'gone' },
    ]);
  });
});
