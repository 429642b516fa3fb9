/**
 * A name as TypeScript writes it. Words are what punctuation parts; a first word in capitals is one in small letters.
 *
 * @example camelCase('say_hello') // 'sayHello'
 * @example camelCase('GET_items') // 'getItems'
 */
export function camelCase(id: string): string {
  const [first = '', ...rest] = id.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  const head = first === first.toUpperCase() ? first.toLowerCase() : lowerFirst(first);
  return head + rest.map(upperFirst).join('');
}

/** A name in Pascal case. @example pascalCase('my-api') // 'MyApi' */
export function pascalCase(name: string): string {
  return upperFirst(camelCase(name));
}

/** A name of Terraform, which may have capitals on purpose: `Sid` stays. @example inputName('memory_size') // 'memorySize' */
export function inputName(name: string): string {
  return name.replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/**
 * A name as Terraform writes it, from one of TypeScript.
 *
 * @example snakeCase('vpcSubnetIds') // 'vpc_subnet_ids'
 */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function upperFirst(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

function lowerFirst(word: string): string {
  return word.slice(0, 1).toLowerCase() + word.slice(1);
}
