/** Pattern of an app object: `module:object`, or `module:factory()` as gunicorn takes it. */
export const APP_OBJECT = /^[A-Za-z_][\w.]*:[A-Za-z_]\w*(?:\(\))?$/;

/**
 * An app object as uvicorn takes it: a factory is named without its parentheses, and called with `--factory`.
 *
 * @example asgiTarget('shop.main:create_app()') // { target: 'shop.main:create_app', factory: true }
 */
export function asgiTarget(appObject: string): { readonly target: string; readonly factory: boolean } {
  const factory = appObject.endsWith('()');
  return { target: factory ? appObject.slice(0, -2) : appObject, factory };
}
