import { upgradeSteps } from '../../src/upgrade/upgrading-page';

const PAGE = `# Upgrading

## From 0.1.0 to 0.2.0

Some text.

| what they have | what to do |
|---|---|
| A [page](a.md#b) | Read \`a \\| b\`. |
| \`x\` | Nothing. |

## From 0.2.0 to 0.10.0

| what they have | what to do |
|---|---|
| Ten | Twenty. |

## Other

| no | step |
|---|---|
| no | step |
`;

describe('what versions ask of a project', () => {
  it('is what each version after its own asks, up to the one that it gets', () => {
    const versions = (from: string | undefined, to: string) =>
      upgradeSteps(from, to, PAGE).map(({ version }) => version);

    expect(versions('0.1.0', '0.2.0')).toEqual(['0.2.0', '0.2.0']);
    expect(versions('0.1.0', '0.10.0')).toEqual(['0.2.0', '0.2.0', '0.10.0']);
    expect(versions('0.2.0', '0.9.0')).toEqual([]);
    expect(versions(undefined, '0.2.0')).toEqual(['0.2.0', '0.2.0']);
  });

  it('is in words: a link is its text', () => {
    expect(upgradeSteps('0.1.0', '0.2.0', PAGE)[0]).toEqual({
      version: '0.2.0',
      what: 'A page',
      fix: 'Read `a | b`.',
    });
  });

  it('is on the page of this version', () => {
    expect(upgradeSteps('0.0.1', '0.1.0').length).toBeGreaterThan(10);
  });
});
