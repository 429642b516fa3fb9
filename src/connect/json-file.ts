import { edited, indentAt, isFirstOnLine, layoutOf } from './layout';
import { jsonSyntax, memberOf, nodeIn, nodesIn, type SyntaxNode } from './syntax';

/** Whether a value of JSON is an object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * A text of JSON with a property, which is laid out as those beside it: everything else stays as it is. Where the
 * properties are sorted by their names, a new one is so too.
 *
 * @param path names of the objects that the property is in, from the outermost; one that is missing is made
 */
export function withProperty(text: string, path: readonly string[], name: string, value: unknown): string {
  let object = jsonSyntax(text);
  for (const [i, outer] of path.entries()) {
    const inner = propertiesOf(object).find((property) => keyOf(property) === outer);
    const next = nodeIn(inner, 'value');
    if (next === undefined) {
      const rest = path
        .slice(i + 1)
        .reduceRight((made, key) => ({ [key]: made }), { [name]: value } as object);
      return put(text, object, outer, rest);
    }
    object = next;
  }
  return put(text, object, name, value);
}

function put(text: string, object: SyntaxNode, name: string, value: unknown): string {
  const { newline, step } = layoutOf(text);
  const properties = propertiesOf(object);
  const there = nodeIn(
    properties.find((property) => keyOf(property) === name),
    'value',
  );
  if (there) return edited(text, [{ ...there, text: JSON.stringify(value) }]);
  const [first] = properties;
  const last = properties.at(-1);
  const isBroken = !first || isFirstOnLine(text, first.start);
  const indent = first && isBroken ? indentAt(text, first.start) : `${indentAt(text, object.start)}${step}`;
  const written = JSON.stringify(value, undefined, isBroken ? step : 0).replaceAll(
    '\n',
    `${newline}${indent}`,
  );
  const own = `${JSON.stringify(name)}: ${written}`;
  const between = isBroken ? `${newline}${indent}` : ' ';
  if (!last) {
    const whole = `{${between}${own}${newline}${indentAt(text, object.start)}}`;
    return edited(text, [{ start: object.start, end: object.end, text: whole }]);
  }
  const next = isSorted(properties) ? properties.find((property) => keyOf(property) > name) : undefined;
  const edit = next
    ? { start: next.start, end: next.start, text: `${own},${between}` }
    : { start: last.end, end: last.end, text: `,${between}${own}` };
  return edited(text, [edit]);
}

function isSorted(properties: readonly SyntaxNode[]): boolean {
  return properties.every((property, i) => {
    const before = properties[i - 1];
    return before === undefined || keyOf(before) < keyOf(property);
  });
}

function propertiesOf(object: SyntaxNode): readonly SyntaxNode[] {
  return nodesIn(object, 'properties');
}

function keyOf(property: SyntaxNode): string {
  return String(memberOf(nodeIn(property, 'key'), 'value'));
}
