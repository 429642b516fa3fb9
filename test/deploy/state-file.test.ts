import { writeFileSync } from 'node:fs';
import { readStateFile } from '../../src/deploy/state-file';
import { UserError } from '../../src/errors';
import { Workspace } from '../support/workspace';

describe('a state file', () => {
  const workspace = new Workspace('state-file');
  const STATE = JSON.stringify({ version: 4, resources: [] });
  /** The text itself, where all of it is there. */
  const whole = (text: string) => (text === '' ? '' : JSON.stringify(JSON.parse(text)));

  it.each([
    ['cut off', STATE.slice(0, 9)],
    ['emptied', ''],
  ])('is read once it is whole where Terraform is writing it: %s', async (_, text) => {
    const file = workspace.write('terraform.tfstate', text);
    const read = readStateFile(file, whole);
    setTimeout(() => writeFileSync(file, STATE), 120);
    expect(await read).toBe(STATE);
  });

  it('is named where it stays cut off, with the one before', async () => {
    const file = workspace.write('terraform.tfstate', STATE.slice(0, 9));
    const error = await readStateFile(file, whole).catch((one: unknown) => one);
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).problems).toEqual([
      expect.objectContaining({ where: file, fix: expect.stringContaining(`${file}.backup`) }),
    ]);
  });

  it('is empty where there is none', async () => {
    expect(await readStateFile(workspace.at('none'), whole)).toBe('');
  });
});
