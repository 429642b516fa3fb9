import { appendFileSync, renameSync } from 'node:fs';
import { Tail } from '../../src/deploy/logs';
import { Workspace } from '../support/workspace';

describe('the tail of a log that is put aside when it is full', () => {
  const workspace = new Workspace('tail');
  const path = workspace.at('app.log');
  let tail: Tail;

  beforeEach(() => {
    workspace.remove();
    workspace.write('app.log', 'one\n');
    tail = new Tail(path);
  });
  afterEach(() => tail.close());
  afterAll(() => workspace.remove());

  const rotate = () => renameSync(path, `${path}.1`);
  const print = (text: string) => appendFileSync(path, text);

  test('has every line once, in order, whenever that happens', () => {
    expect(tail.lines(false)).toEqual(['one']);
    print('two\nthr');
    expect(tail.lines(false)).toEqual(['two']);
    print('ee\nfour\n');
    rotate();
    expect(tail.lines(false)).toEqual(['three', 'four']);
    print('five\n');
    expect(tail.lines(false)).toEqual(['five']);
    print('six\n');
    rotate();
    print('seven\n');
    expect(tail.lines(false)).toEqual(['six', 'seven']);
    expect(tail.lines(false)).toEqual([]);
  });

  test('begins with the file that was put aside before', () => {
    rotate();
    print('two\n');
    expect(tail.lines(true)).toEqual(['one', 'two']);
  });

  test('has what is left where it was put aside twice', () => {
    expect(tail.lines(false)).toEqual(['one']);
    rotate();
    print('lost or not\n');
    rotate();
    print('three\n');
    expect(tail.lines(false)).toEqual(['lost or not', 'three']);
  });

  test('waits for a file that is not there yet', () => {
    workspace.remove();
    expect(tail.lines(false)).toEqual([]);
    workspace.write('app.log', 'late\n');
    expect(tail.lines(false)).toEqual(['late']);
  });
});
