/** A font of the image: its size, and whether it is bold or all of its letters are equally wide. */
export type Font = 'mono' | 'small' | 'title' | 'head';

const SIZES: Readonly<Record<Font, number>> = { mono: 11, small: 11, title: 13, head: 15 };
const MONO = 0.603;
/** Bold letters are wider. */
const BOLD = 1.06;

/** Letters of East Asian scripts and pictures, which are as wide as the font is high. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|[\u{1f000}-\u{3ffff}]/u;

/** Parts of the font's size that letters take in the widest of the fonts that the image names. */
const SHARES: readonly (readonly [RegExp, number])[] = [
  [/[WM@%\u2014\u2026]/, 1.06],
  [/[mw]/, 1],
  [/[A-Z\u00c0-\u00de&#$_+=<>~\u0400-\u042f]/, 0.82],
  [/[iljtfrI1|.,:;'!()[\]{}/\\ -]/, 0.45],
];

/** The width of a text in pixels, rather too great than too small: which font shows it is not known. */
export function textWidth(text: string, font: Font): number {
  const share = (letter: string): number => {
    if (WIDE.test(letter)) return 1;
    if (font === 'mono') return MONO;
    return (SHARES.find(([letters]) => letters.test(letter))?.[1] ?? 0.66) * (font === 'small' ? 1 : BOLD);
  };
  return SIZES[font] * [...text].reduce((sum, letter) => sum + share(letter), 0);
}

/** The text, or its beginning with … where a width has no room for all of it. */
export function fittedInto(text: string, room: number, font: Font): string {
  if (textWidth(text, font) <= room) return text;
  const letters = [...text];
  while (letters.length && textWidth(`${letters.join('')}…`, font) > room) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}
