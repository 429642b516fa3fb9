/** Names that a field of a Pydantic model can't have, or better has not, so that an alias stands in the document. */
const TAKEN = new Set(
  (
    'and as assert async await break class continue def del elif else except finally for from global if import in is ' +
    'lambda nonlocal not or pass raise return try while with yield schema json copy dict validate construct'
  ).split(' '),
);

/**
 * Whether a name is hardly that of a Python variable: `userName`, `user-id`, `from`, `_id`. Then it is likely an alias,
 * and a model with `populate_by_name` or `validate_by_name` takes the variable's name as well, which the document does
 * not say.
 */
export function looksLikeAlias(name: string): boolean {
  return !/^[a-z][a-z0-9_]*$/.test(name) || TAKEN.has(name);
}

/**
 * Whether a property of this name would be read as something else than a property, by a validator or on the way. All of
 * them look like aliases too.
 */
export function isSpecial(name: string): boolean {
  return name === '' || name === '__proto__' || /^\$(?:ref|schema|id)$/.test(name);
}
