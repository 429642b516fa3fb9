import { propertyKey, type TypeScript, typescript } from '../../language';
import { inputName } from '../../naming';

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
export function tsType(hcl: string, indent = '  '): TypeScript {
  return render(parseType(hcl), indent);
}

/**
 * The Terraform name of an input, as the façade takes it: with those of the objects in its value, where TypeScript has
 * other ones for what they hold.
 */
export function namesOf(name: string, hcl: string, indent = '  '): TypeScript {
  return nested(parseType(hcl), 0, name, indent) ?? typescript.literal(name);
}

/** The names of all attributes of the objects in a type. @example attributeNames('map(object({ arn = string }))') // ['arn'] */
export function attributeNames(hcl: string): readonly string[] {
  const inside = (type: HclType): readonly string[] => {
    if (type.is === 'list' || type.is === 'map') return inside(type.of);
    return type.is === 'object' ? type.attributes.flatMap(({ name, type: of }) => [name, ...inside(of)]) : [];
  };
  return inside(parseType(hcl));
}

const SCALARS = {
  any: typescript.raw('unknown'),
  bool: typescript.raw('boolean | terragate.IResolvable'),
  string: typescript.raw('string'),
  number: typescript.raw('number'),
};

function render(type: HclType, indent: string): TypeScript {
  const left = typescript.raw(indent);
  switch (type.is) {
    case 'list': {
      const of = render(type.of, indent);
      return /^\w+$/.test(of.text) || of.text.startsWith('{')
        ? typescript`readonly ${of}[]`
        : typescript`readonly (${of})[]`;
    }
    case 'map':
      return typescript`{\n${left}  readonly [name: string]: ${render(type.of, `${indent}  `)};\n${left}}`;
    case 'object': {
      const lines = type.attributes.map(({ name, type: of, optional }) => {
        const mark = typescript.raw(optional ? '?' : '');
        return typescript`${left}  readonly ${propertyKey(inputName(name))}${mark}: ${render(of, `${indent}  `)};\n`;
      });
      return typescript`{\n${lines}${left}}`;
    }
    default:
      return SCALARS[type.is];
  }
}

function nested(type: HclType, depth: number, name: string, indent: string): TypeScript | undefined {
  if (type.is === 'list' || type.is === 'map') return nested(type.of, depth + 1, name, indent);
  if (type.is !== 'object' || type.attributes.every(isSame)) return undefined;
  const inside = `${indent}    `;
  const left = typescript.raw(indent);
  const names = type.attributes.map(
    (attribute) =>
      typescript`${left}    ${propertyKey(inputName(attribute.name))}: ${nested(attribute.type, 0, attribute.name, inside) ?? attribute.name},\n`,
  );
  const around = depth ? [typescript`${left}  depth: ${depth},\n`] : [];
  return typescript`{\n${left}  name: ${name},\n${around}${left}  of: {\n${names}${left}  },\n${left}}`;
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
