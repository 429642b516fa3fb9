import { Example } from './example';

describe('the example todo', () => {
  const todo = new Example('todo');

  it('has the modules that terragate synth writes for it now', () => {
    // It throws where there are changes. Then: npx terragate synth --cwd examples/todo
    expect(todo.changesOfModules()).toEqual([]);
  });

  it('may do with its table what the app does, and nothing else', () => {
    const calls = [...todo.read('app/db/dynamodb.py').matchAll(/_client\.([a-z]+(?:_[a-z]+)*)\(/g)];
    const named = calls.map(([, name = '']) => name.replace(/(?:^|_)([a-z])/g, (_, a) => a.toUpperCase()));
    const allowed = [...todo.read('terraform/table.tf').matchAll(/dynamodb:([A-Za-z]+)/g)];

    expect(named.length).toBeGreaterThan(0);
    expect(allowed.map(([, action]) => action).sort()).toEqual([...new Set(named)].sort());
  });

  it('knows AWS in one file alone, which only a setting has imported', () => {
    expect(todo.naming(/^ *(?:import|from) boto/m)).toEqual(['db/dynamodb.py']);
    expect(todo.naming(/^from app\.db\.dynamodb import/m)).toEqual([]);
    expect(todo.naming(/^ +from app\.db\.dynamodb import/m)).toEqual(['services/todos.py']);
  });
});
