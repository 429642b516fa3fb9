import { inputName, key, quoted } from './binding-names';

/** A type of Terraform. */
type HclType =
  | { readonly is: 'string' | 'number' | 'bool' | 'any' }
  | { readonly is: 'list' | 'map'; readonly of: HclType }
  | { readonly is: 'object'; readonly attributes: readonly Attribute[] };

interface Attribute {
  readonly name: string;
  readonly type: HclType;
  readonly optional: boolean;
}

const ANY: HclType = { is: 'any' };

/**
 * A type constraint of Terraform as a type of TypeScript. What is not understood may be anything.
 *
 * @see https://developer.hashicorp.com/terraform/language/expressions/type-constraints
 * @example tsType('list(object({ id = string, size = optional(number) }))')
 */
export function tsType(hcl: string, indent = '  '): string {
  return render(parseType(hcl), indent);
}

/**
 * The Terraform name of an input, as the façade takes it: with those of the objects in its value, where TypeScript has
 * other ones for what they hold.
 */
export function namesOf(name: string, hcl: string, indent = '  '): string {
  return nested(parseType(hcl), 0, name, indent) ?? quoted(name);
}

function render(type: HclType, indent: string): string {
  switch (type.is) {
    case 'any':
      return 'unknown';
    case 'bool':
      return 'boolean | terragate.IResolvable';
    case 'list': {
      const of = render(type.of, indent);
      return /^\w+$/.test(of) || of.startsWith('{') ? `readonly ${of}[]` : `readonly (${of})[]`;
    }
    case 'map':
      return `{\n${indent}  readonly [name: string]: ${render(type.of, `${indent}  `)};\n${indent}}`;
    case 'object': {
      const lines = type.attributes.map(
        ({ name, type: of, optional }) =>
          `${indent}  readonly ${key(inputName(name))}${optional ? '?' : ''}: ${render(of, `${indent}  `)};\n`,
      );
      return `{\n${lines.join('')}${indent}}`;
    }
    default:
      return type.is;
  }
}

function nested(type: HclType, depth: number, name: string, indent: string): string | undefined {
  if (type.is === 'list' || type.is === 'map') return nested(type.of, depth + 1, name, indent);
  if (type.is !== 'object' || type.attributes.every(isSame)) return undefined;
  const inside = `${indent}    `;
  const names = type.attributes.map(
    (attribute) =>
      `${inside}${key(inputName(attribute.name))}: ${nested(attribute.type, 0, attribute.name, inside) ?? quoted(attribute.name)},\n`,
  );
  const around = depth ? `${indent}  depth: ${depth},\n` : '';
  return `{\n${indent}  name: ${quoted(name)},\n${around}${indent}  of: {\n${names.join('')}${indent}  },\n${indent}}`;
}

function isSame({ name, type }: Attribute): boolean {
  return inputName(name) === name && nested(type, 0, name, '') === undefined;
}

function parseType(text: string): HclType {
  const tokens = text.match(/[A-Za-z_][\w-]*|[(){}=,]/g) ?? [];
  let at = 0;
  const take = (token: string): boolean => {
    if (tokens[at] !== token) return false;
    at += 1;
    return true;
  };
  const skipRest = (): void => {
    for (let open = 1; at < tokens.length && open > 0; at++) {
      if (tokens[at] === '(' || tokens[at] === '{') open += 1;
      if (tokens[at] === ')' || tokens[at] === '}') open -= 1;
    }
  };
  const type = (): HclType => {
    const word = tokens[at++];
    if (word === 'string' || word === 'number' || word === 'bool') return { is: word };
    if (!take('(')) return ANY;
    if (word === 'object' && take('{')) {
      const attributes: Attribute[] = [];
      while (at < tokens.length && !take('}')) {
        const name = tokens[at++] ?? '';
        take('=');
        const optional = tokens[at] === 'optional';
        if (optional) at += 2;
        attributes.push({ name, type: type(), optional });
        if (optional) skipRest();
        take(',');
      }
      take(')');
      return { is: 'object', attributes };
    }
    if (word === 'list' || word === 'set' || word === 'map') {
      const of = type();
      take(')');
      return { is: word === 'map' ? 'map' : 'list', of };
    }
    skipRest();
    return ANY;
  };
  return type();
}
