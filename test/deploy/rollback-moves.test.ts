import { movesOf } from '../../src/deploy/rollback/moves';
import type { VersionedFunction } from '../../src/deploy/rollback/versions';
import type { UserError } from '../../src/errors';

const sha = (letter: string) => letter.repeat(64);
const time = (minute: number) => `2026-01-01T00:${String(minute).padStart(2, '0')}:00.000+0000`;

/** A function whose versions have these packages, in the order of the minutes at which they were published. */
function versioned(
  name: string,
  packages: readonly (readonly [letter: string, minute: number])[],
  live = packages.length,
  shares: Readonly<Record<string, number>> = {},
): VersionedFunction {
  const versions = packages.map(([letter, minute], index) => ({
    version: String(index + 1),
    publishedAt: time(minute),
    sha256: sha(letter),
  }));
  return {
    name,
    alias: 'live',
    region: 'eu-central-1',
    live: { version: String(live), shares, revision: undefined },
    versions: versions.reverse(),
  };
}

const moved = (functions: readonly VersionedFunction[], wanted?: string) =>
  movesOf(functions, wanted).map(({ of, from, to }) => `${of.name} ${from.version}-${to.version}`);
const problemOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return (error as UserError).problems[0];
  }
  return undefined;
};

describe('a way back', () => {
  it('is the version before for one function, also where its settings alone have changed', () => {
    const packages = [
      ['a', 1],
      ['b', 2],
      ['b', 3],
    ] as const;
    expect(moved([versioned('shop', packages)])).toEqual(['shop 3-2']);
    expect(moved([versioned('shop', packages, 2)])).toEqual(['shop 2-1']);
  });

  it('is the package before for several functions, so that two packages do not answer side by side', () => {
    const functions = [
      // Its settings have changed since
      versioned('hello', [
        ['a', 1],
        ['a', 2],
        ['b', 5],
        ['b', 9],
      ]),
      versioned('items', [
        ['a', 1],
        ['b', 5],
      ]),
    ];
    expect(moved(functions)).toEqual(['hello 4-2', 'items 2-1']);
  });

  it('leaves a function as it is that came with the package, and one that has another one', () => {
    const functions = [
      versioned('hello', [
        ['a', 1],
        ['b', 5],
      ]),
      versioned('fresh', [['b', 5]]),
      versioned('worker', [
        ['x', 1],
        ['y', 2],
      ]),
    ];
    expect(moved(functions)).toEqual(['hello 2-1']);
  });

  it('is the same package again after a rollback that was broken off, and the one before that after a whole one', () => {
    const packages = [
      ['z', 1],
      ['a', 2],
      ['b', 5],
    ] as const;
    expect(moved([versioned('hello', packages, 2), versioned('items', packages)])).toEqual(['items 3-2']);
    expect(moved([versioned('hello', packages, 2), versioned('items', packages, 2)])).toEqual([
      'hello 2-1',
      'items 2-1',
    ]);
  });

  it('ends a canary: its version gets no calls any more', () => {
    expect(
      moved([
        versioned(
          'shop',
          [
            ['a', 1],
            ['b', 2],
          ],
          1,
          { 2: 0.1 },
        ),
      ]),
    ).toEqual(['shop 2-1']);
  });

  it('is what was asked for, also forward, and nothing where that answers already', () => {
    const packages = [
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ] as const;
    expect(moved([versioned('shop', packages)], '1')).toEqual(['shop 3-1']);
    expect(moved([versioned('shop', packages, 1)], '3')).toEqual(['shop 1-3']);
    expect(moved([versioned('shop', packages)], '3')).toEqual([]);
    const two = [versioned('hello', packages), versioned('items', packages, 1)];
    expect(moved(two, 'aaaaaa')).toEqual(['hello 3-1']);
  });

  it.each([
    [
      'a version that is not there',
      [
        versioned('shop', [
          ['a', 1],
          ['b', 2],
        ]),
      ],
      '7',
      'no version is that',
      ['2', '1'],
    ],
    [
      'a package that is not there',
      [versioned('shop', [['a', 1]])],
      'cccccc',
      'no version is that',
      ['aaaaaaaaaaaa'],
    ],
    [
      'a number where there are several functions',
      [versioned('hello', [['a', 1]]), versioned('items', [['b', 1]])],
      '1',
      '2 functions have versions of their own, and a number is that of one function',
      ['aaaaaaaaaaaa', 'bbbbbbbbbbbb'],
    ],
  ])('is refused to %s', (_, functions, wanted, what, allowed) => {
    expect(problemOf(() => movesOf(functions, wanted))).toMatchObject({
      where: '--to',
      got: wanted,
      what,
      allowed,
    });
  });

  it.each([
    ['shop', 'there is no version before 1, which answers', [versioned('shop', [['a', 1]])]],
    [
      'hello and 1 more',
      'there is no package before the one that answers',
      [
        versioned('hello', [
          ['a', 1],
          ['a', 2],
        ]),
        versioned('items', [['a', 1]]),
      ],
    ],
  ])('is refused where there is none: %s, %s', (where, what, functions) => {
    expect(problemOf(() => movesOf(functions))).toMatchObject({ where, what });
  });
});
