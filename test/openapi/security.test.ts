import { readOne, stopsOf, warningsOf, withOperation } from './document';

const components = {
  securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'K' }, oauth: { type: 'oauth2', flows: {} } },
};
const text = (own: unknown, document?: unknown) =>
  withOperation({ operationId: 'o', security: own }, { security: document, components });
const securityOf = (own: unknown, document?: unknown) => {
  const { security, securitySource } = readOne(text(own, document));
  return { security, securitySource };
};

describe('the security of an operation', () => {
  it('is its own, as written', () => {
    const own = [{ key: [], oauth: ['read', 'write'] }, {}];
    expect(securityOf(own, [{ key: [] }])).toEqual({ security: own, securitySource: 'operation' });
  });

  it('is that of the document when it has none', () => {
    expect(securityOf(undefined, [{ key: [] }])).toEqual({
      security: [{ key: [] }],
      securitySource: 'document',
    });
  });

  it('is nothing when it is an empty list, and unknown when it is not written', () => {
    expect(securityOf([], [{ key: [] }])).toEqual({ security: [], securitySource: 'operation' });
    expect(securityOf(undefined)).toEqual({ security: undefined, securitySource: undefined });
  });

  it('that is null leaves that of the document in force', () => {
    expect(securityOf(null, [{ key: [] }]).securitySource).toBe('document');
    expect(warningsOf(text(null, [{ key: [] }]))).toHaveLength(1);
  });

  it('that is one requirement without a list is read as the list', () => {
    expect(securityOf({ key: [] }).security).toEqual([{ key: [] }]);
    expect(securityOf([{ key: null }]).security).toEqual([{ key: [] }]);
  });

  it.each([
    ['text'],
    [true],
    [{}],
    [['text']],
    [[null]],
    [[[]]],
    [[{ key: 'read' }]],
    [[{ key: [1] }]],
    [[{ key: {} }]],
  ])('that is %j stops the reading, on the operation and on the document', (security) => {
    expect(stopsOf(text(security))).toHaveLength(1);
    expect(stopsOf(text(undefined, security))).toHaveLength(1);
  });

  it('that names an unknown scheme is read with a warning', () => {
    expect(securityOf([{ constructor: [] }]).security).toEqual([{ constructor: [] }]);
    expect(warningsOf(text([{ constructor: [] }]))).toEqual([
      'reference openapi.json#/paths/~1/get/security/0/constructor: no security scheme is called "constructor"',
    ]);
  });
});
