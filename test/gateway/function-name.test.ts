import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { functionKey, functionNames } from '../../src/gateway/function-name';

const hash = (id: string) => createHash('sha256').update(id).digest('hex');
const one = (id: string) => functionNames([id]).get(id);

const keys = (...ids: string[]) => {
  const names = functionNames(ids);
  return ids.map((id) => functionKey(id, names.get(id) ?? ''));
};

describe("what an operation's function is known by in a state", () => {
  it('is the same for all ways of writing an id by which its name is the same', () => {
    for (const id of ['get_file', 'getFile', 'GetFile', 'get__file', 'get-file'])
      expect(keys(id, 'other')).toEqual(['get_file', 'other']);
  });

  it('is the id where its name holds a hash of the id', () => {
    const long = 'read_user_item_users__user_id__items__item_id__get';
    expect(keys(long, 'sayHello', 'say_hello', '列表')).toEqual([long, 'sayHello', 'say_hello', '列表']);
  });

  it('is of one function alone', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.stringMatching(/^[aA_-]{1,4}$/), { maxLength: 30 }), (ids) => {
        expect(new Set(keys(...ids)).size).toBe(ids.length);
      }),
    );
  });
});

describe("the name of an operation's function", () => {
  it.each([
    ['say_hello', 'say-hello'],
    ['getFile', 'get-file'],
    ['getHTTPStatus', 'get-http-status'],
    ['items.list', 'items-list'],
    ['__a--b__', 'a-b'],
    ['v2Items', 'v2-items'],
    ['größe', 'gro-e'],
    ['a'.repeat(24), 'a'.repeat(24)],
  ])('is made of the words of %s: %s', (id, name) => {
    expect(one(id)).toBe(name);
  });

  it('is shortened with a hash of the id', () => {
    const id = 'read_user_item_users__user_id__items__item_id__get';
    expect(one(id)).toBe(`read-user-item-us-${hash(id).slice(0, 6)}`);
    expect(one('b'.repeat(25))).toBe(`${'b'.repeat(17)}-${hash('b'.repeat(25)).slice(0, 6)}`);
    expect(one('twelve_twelve_x_twelve_twelve')).toMatch(/^twelve-twelve-x-t-[0-9a-f]{6}$/);
    expect(one('twelve_twelve_xy_twelve_twelve')).toMatch(/^twelve-twelve-xy-[0-9a-f]{6}$/);
  });

  it.each(['列表', '__', 'ы'])('is a hash where nothing is left of %s', (id) => {
    expect(one(id)).toBe(`op-${hash(id).slice(0, 6)}`);
  });

  it('is its own where two ids have the same words', () => {
    expect(functionNames(['say_hello', 'sayHello', 'other'])).toEqual(
      new Map([
        ['say_hello', `say-hello-${hash('say_hello').slice(0, 6)}`],
        ['sayHello', `say-hello-${hash('sayHello').slice(0, 6)}`],
        ['other', 'other'],
      ]),
    );
  });

  it('is its own where an id is what the name of another one became', () => {
    const taken = `say-hello-${hash('say_hello').slice(0, 6)}`;
    const names = functionNames(['say_hello', 'sayHello', taken]);
    expect(new Set(names.values()).size).toBe(3);
  });

  it('is valid, unique and the same in any order', () => {
    const id = fc.oneof(
      fc.string({ minLength: 1 }),
      fc.stringMatching(/^[aA_-]{1,6}$/),
      fc.stringMatching(/^aaaaaaaaaaaaaaaaaaaaaaaa[a-b_]{0,4}$/),
    );
    fc.assert(
      fc.property(fc.uniqueArray(id, { minLength: 1, maxLength: 40 }), (ids) => {
        const names = functionNames(ids);
        expect(new Set(names.values()).size).toBe(ids.length);
        for (const name of names.values()) expect(name).toMatch(/^[a-z0-9](?:[a-z0-9-]{0,22}[a-z0-9])?$/);
        const reversed = functionNames([...ids].reverse());
        for (const each of ids) expect(reversed.get(each)).toBe(names.get(each));
      }),
    );
  });
});
