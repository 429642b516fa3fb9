import { type Code, languageOf } from './code';
import { visible } from './visible';

/** Code of XML. */
export type Xml = Code<'xml'>;

/**
 * The tag of XML: each text in it is text, in an element or in a quoted attribute.
 *
 * @see https://www.w3.org/TR/xml/#charsets
 * @example xml`<text>${'<b> & c'}</text>`.text // '<text>&lt;b&gt; &amp; c</text>'
 */
export const xml = languageOf('xml', (value: string | number) =>
  visible(String(value))
    // XML has no place for these characters at all
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;'),
);
