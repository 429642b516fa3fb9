import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import type { TextChange } from './text-changes';

/** A change of a file as a unified diff, which `git apply` and `patch -p1` take. */
export function patchOf({ path, before, after }: TextChange): string {
  return createTwoFilesPatch(
    before === undefined ? '/dev/null' : `a/${path}`,
    after === undefined ? '/dev/null' : `b/${path}`,
    before ?? '',
    after ?? '',
    undefined,
    undefined,
    { context: 3, headerOptions: FILE_HEADERS_ONLY },
  );
}
