import { describeWithTools } from '../support/tools';
import { Workspace } from '../support/workspace';
import { printedIn } from './local-python';

jest.setTimeout(240_000);

describeWithTools('invocations of a function', ['python3.13'], () => {
  const workspace = new Workspace('invocations');
  let seen: Readonly<Record<string, unknown>>;

  beforeAll(async () => {
    seen = await printedIn(workspace, 'invocations.py');
  });

  test('that run when it is deleted or changed end by themselves, and then it goes', () => {
    expect(seen.during).toEqual({ 'ended while it runs': false, 'ended after it': true });
  });

  test('keep the code of a function that is deleted, and no other code', () => {
    expect(seen.code).toEqual({ 'while it runs': false, 'after it': true, unused: true });
  });

  test('that have failed keep nothing from ending', () => {
    expect(seen.failure).toBe(true);
  });

  test('take another environment where that which was started for them is taken', () => {
    expect(seen.taken).toBe('environment');
  });

  test('have their own answer, also where the caller of the one before left when that was at its end', () => {
    expect(seen.left).toBe('its own');
  });
});
