import type { ControlPlane } from './control-plane';

const TableName = 'rules';
const names = { ExpressionAttributeNames: { '#list': 'list' } };
const values = (...given: string[]) => ({
  ExpressionAttributeValues: Object.fromEntries(given.map((name) => [name, { S: 'a' }])),
});
const putting = (count: number) => ({
  RequestItems: {
    [TableName]: Array.from({ length: count }, (_, at) => ({
      PutRequest: { Item: { list: { S: 'a' }, id: { S: `${at}` } } },
    })),
  },
});

/** The tests of tables of DynamoDB: what AWS refuses is refused, also where moto would take it. */
export function testTables(place: () => ControlPlane): void {
  const refused = async (action: string, body: object) => (await place().dynamo(action, body)).body.message;
  const query = (body: object) => ({ TableName, ...body });

  describe('a table of DynamoDB on this machine', () => {
    beforeAll(async () => {
      await place().dynamo('CreateTable', {
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [
          { AttributeName: 'list', KeyType: 'HASH' },
          { AttributeName: 'id', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: ['list', 'id'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      });
    });

    afterAll(async () => {
      await place().dynamo('DeleteTable', { TableName });
    });

    it('takes a batch of 25 items, and none of 26', async () => {
      expect((await place().dynamo('BatchWriteItem', putting(25))).status).toBe(200);
      expect(await refused('BatchWriteItem', putting(26))).toMatch(/^Too many items/);
    });

    it('gives what a condition asks for', async () => {
      const asked = {
        ...names,
        ...values(':list'),
        KeyConditionExpression: '#list = :list',
        Select: 'COUNT',
      };
      expect((await place().dynamo('Query', query(asked))).body).toMatchObject({ Count: 25 });
    });

    it('takes no reserved word as a name in a condition of keys', async () => {
      const asked = { ...values(':a', ':b'), KeyConditionExpression: 'list = :a AND id BETWEEN :a AND :b' };
      expect(await refused('Query', query(asked))).toMatch(/reserved keyword: list$/);
    });

    it('takes no key in a filter', async () => {
      const keys = { ...names, KeyConditionExpression: '#list = :a' };
      const by = (FilterExpression: string) =>
        place().dynamo('Query', query({ ...keys, ...values(':a'), FilterExpression }));
      expect((await by('id = :a')).body.message).toMatch(/Primary key attribute: id$/);
      expect((await by('todo.id = :a')).body).toMatchObject({ Count: 0 });
    });

    it('takes no number of more than 38 digits, and no value of a set twice', async () => {
      const put = (attribute: object) =>
        refused('PutItem', { TableName, Item: { list: { S: 'b' }, id: { S: '1' }, ...attribute } });
      expect(await put({ size: { N: '1'.repeat(39) } })).toMatch(/more than 38 significant digits/);
      expect(await put({ size: { L: [{ NS: ['1', '1'] }] } })).toMatch(/\[1, 1\] contains duplicates\.$/);
      // Names of attributes that types have too
      const Item = {
        ...{
          list: { S: 'b' },
          id: { S: '1' },
          N: { S: '1'.repeat(39) },
          SS: { L: [{ S: 'a' }, { S: 'a' }] },
        },
        size: { N: `${'1'.repeat(38)}00` },
      };
      expect((await place().dynamo('PutItem', { TableName, Item })).status).toBe(200);
    });

    it('takes no value and no name that is used and not given, in a transaction too', async () => {
      const update = {
        ...{ TableName, Key: { list: { S: 'b' }, id: { S: '1' } }, UpdateExpression: 'SET #title = :title' },
      };
      expect(await refused('UpdateItem', { ...update, ...values(':title') })).toMatch(
        /attribute name: #title$/,
      );
      const named = { ...update, ExpressionAttributeNames: { '#title': 'title' } };
      expect(await refused('UpdateItem', named)).toMatch(/attribute value: :title$/);
      expect(await refused('TransactWriteItems', { TransactItems: [{ Update: named }] })).toMatch(
        /attribute value: :title$/,
      );
      expect((await place().dynamo('UpdateItem', { ...named, ...values(':title') })).status).toBe(200);
    });

    it('takes no value that no expression uses', async () => {
      const asked = { ...values(':a', ':ab'), FilterExpression: 'title = :ab' };
      expect(await refused('Scan', query(asked))).toMatch(/unused in expressions: keys: \{:a\}$/);
    });
  });
}
