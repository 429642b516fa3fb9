import { fileError, formatProblem, nearest, UserError } from '../src/errors';

describe('formatProblem', () => {
  it('says where, what and how to put it right', () => {
    expect(
      formatProblem({ where: 'openapi.json:3', what: 'not a JSON document', fix: 'export it again' }),
    ).toBe('openapi.json:3: not a JSON document\n  fix:     export it again');
  });

  it('says what was got and what is allowed, where there is something to say', () => {
    expect(
      formatProblem({
        where: 'kind',
        what: 'unknown kind',
        got: 'soap',
        allowed: ['rest', 'http'],
        fix: 'give one of the two',
      }),
    ).toBe(
      [
        'kind: unknown kind',
        '  got:     "soap"',
        '  allowed: rest, http',
        '  fix:     give one of the two',
      ].join('\n'),
    );
  });

  it('asks whether the nearest of the allowed values was meant', () => {
    const problem = {
      where: 'w',
      what: 'unknown operation',
      got: 'say_helo',
      allowed: ['get_item', 'say_hello'],
      fix: 'f',
    };

    expect(formatProblem(problem)).toContain('  allowed: get_item, say_hello (did you mean "say_hello"?)\n');
  });

  it('asks nothing when the value is no text, or like none of the allowed ones', () => {
    const problem = { where: 'w', what: 'x', allowed: ['1', '2'], fix: 'f' };

    expect(formatProblem({ ...problem, got: 1 })).toContain('  got:     1\n  allowed: 1, 2\n');
    expect(formatProblem({ ...problem, got: 'other' })).not.toContain('did you mean');
  });

  it('leaves out an empty list of allowed values', () => {
    expect(formatProblem({ where: 'w', what: 'x', allowed: [], fix: 'f' })).not.toContain('allowed');
  });

  it.each([
    [null, 'null'],
    [false, 'false'],
    [0, '0'],
    ['', '""'],
    [{ a: [1] }, '{"a":[1]}'],
    ['a\nb', '"a\\nb"'],
  ])('shows the value %j', (got, shown) => {
    expect(formatProblem({ where: 'w', what: 'x', got, fix: 'f' })).toContain(`\n  got:     ${shown}\n`);
  });

  it('cuts a long value and says how long it is', () => {
    const text = formatProblem({ where: 'w', what: 'x', got: 'y'.repeat(500), fix: 'f' });

    expect(text).toContain(`  got:     "${'y'.repeat(199)}… (502 characters)\n`);
  });
});

describe('nearest', () => {
  it.each([
    ['say_helo', 'say_hello', 'a letter too few'],
    ['say_helllo', 'say_hello', 'a letter too many'],
    ['say_hallo', 'say_hello', 'another letter'],
    ['say_ehllo', 'say_hello', 'two letters swapped'],
    ['SAY_HELLO', 'say_hello', 'another case'],
    ['htpt', 'http', 'two letters swapped in a short word'],
  ])('finds for %s %s (%s)', (got, meant) => {
    expect(nearest(got, ['get_item', 'http', 'say_hello'])).toBe(meant);
  });

  it('takes the one with the fewest edits, the first of equals', () => {
    expect(nearest('item', ['items', 'item_s'])).toBe('items');
    expect(nearest('itemx', ['item_1', 'item1', 'item2'])).toBe('item1');
  });

  it('finds nothing where more than a third would have to change', () => {
    expect(nearest('abcdef', ['abcxyz'])).toBeUndefined();
    expect(nearest('abcdef', ['abcdyz'])).toBe('abcdyz');
    expect(nearest('anything', [])).toBeUndefined();
  });

  it('counts a swap of neighbours as one edit', () => {
    // Three letters allow for one edit: without swaps these would be two.
    expect(nearest('hte', ['the'])).toBe('the');
  });
});

describe('UserError', () => {
  it('is an error that holds and says all problems at once', () => {
    const problems = [
      { where: 'a', what: 'b', fix: 'c' },
      { where: 'd', what: 'e', fix: 'f' },
    ];
    const error = new UserError(problems);

    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe('UserError');
    expect(error.problems).toEqual(problems);
    expect(error.message).toBe('a: b\n  fix:     c\nd: e\n  fix:     f');
  });
});

describe('an error of a file', () => {
  const failed = (code: string, more: object = {}) =>
    Object.assign(new Error(`${code}: no`), { code, syscall: 'mkdir', path: '/a/b', ...more });

  test.each(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'EISDIR', 'ENOSPC', 'EDQUOT', 'EMFILE'])(
    "%s is the user's: it names the place and what to do",
    (code) => {
      const error = fileError(failed(code));
      expect(error).toBeInstanceOf(UserError);
      expect(error?.problems).toEqual([
        { where: '/a/b', what: expect.stringContaining(`(${code})`), fix: expect.stringMatching(/\w+/) },
      ]);
    },
  );

  test('names the file that is written, not the temporary one beside it', () => {
    const path = '/a/api.svg.0123abcd.tmp';
    expect(fileError(failed('ENOSPC', { syscall: 'write', path }))?.problems[0]?.where).toBe('/a/api.svg');
    expect(fileError(failed('EACCES', { syscall: 'rename', path, dest: '/a/c' }))?.problems[0]?.where).toBe(
      '/a/c',
    );
  });

  test('is not made where a file is missing, a socket failed, or the error is a mistake already', () => {
    expect(fileError(failed('ENOENT'))).toBeUndefined();
    expect(fileError(failed('ECONNREFUSED', { syscall: 'connect' }))).toBeUndefined();
    expect(fileError(new Error('EACCES'))).toBeUndefined();
    expect(fileError('EACCES')).toBeUndefined();
    expect(fileError(new UserError([]))).toBeUndefined();
  });
});
