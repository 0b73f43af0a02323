/** What files of a type begin with, in Latin-1. */
const MARKS: readonly (readonly [type: string, mark: RegExp])[] = [
  ['image/png', /^\x89PNG\r\n/],
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/gif', /^GIF8[79]a/],
  ['image/webp', /^RIFF[^]{4}WEBP/],
  ['image/bmp', /^BM[^]{4}\0{4}/],
  ['image/tiff', /^(?:II\*\0|MM\0\*)/],
];
const LONGEST_MARK = 12;

/** The media type of an image by its first bytes; undefined for what is none that models take. */
export function readImageType(bytes: Buffer): string | undefined {
  const start = bytes.toString('latin1', 0, LONGEST_MARK);
  return MARKS.find(([, mark]) => mark.test(start))?.[0];
}
