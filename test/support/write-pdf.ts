type Content = string | Buffer;

export interface PdfOptions {
  /** Further entries of the trailer. */
  readonly trailer?: string;
}

/** A PDF of one text a page, a line of it in each string; pages may also be given as compressed content. */
export function writePdf(
  pages: readonly (readonly string[] | Buffer)[],
  { trailer = '' }: PdfOptions = {},
): Buffer {
  const kids = pages.map((_, index) => `${4 + 2 * index} 0 R`).join(' ');
  return assemble(
    [
      '<< /Type /Catalog /Pages 2 0 R >>',
      `<< /Type /Pages /Count ${pages.length} /Kids [${kids}] >>`,
      '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
      ...pages.flatMap((page, index) => [describePage(5 + 2 * index), writeContent(page)]),
    ],
    trailer,
  );
}

/** Of one that opens with a password only: its hashes fit none. */
export const LOCKED: PdfOptions = {
  trailer:
    `/ID [<${'00'.repeat(16)}> <${'00'.repeat(16)}>] ` +
    `/Encrypt << /Filter /Standard /V 1 /R 2 /O <${'ab'.repeat(32)}> /U <${'cd'.repeat(32)}> /P -4 >>`,
};

function describePage(content: number): string {
  return `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> /Contents ${content} 0 R >>`;
}

function writeContent(page: readonly string[] | Buffer): Buffer {
  const isCompressed = Buffer.isBuffer(page);
  const lines = isCompressed ? '' : page.map((line) => `(${line}) Tj T*`).join(' ');
  const bytes = isCompressed ? page : Buffer.from(`BT /F1 12 Tf 14 TL 72 700 Td ${lines} ET`);
  const filter = isCompressed ? '/Filter /FlateDecode' : '';
  return Buffer.concat([
    Buffer.from(`<< /Length ${bytes.length} ${filter} >>\nstream\n`),
    bytes,
    Buffer.from('\nendstream'),
  ]);
}

function assemble(objects: readonly Content[], trailer: string): Buffer {
  const parts = [Buffer.from('%PDF-1.4\n')];
  const offsets: number[] = [];
  let length = parts[0]?.length ?? 0;
  objects.forEach((object, index) => {
    const part = Buffer.concat([
      Buffer.from(`${index + 1} 0 obj\n`),
      Buffer.from(object),
      Buffer.from('\nendobj\n'),
    ]);
    offsets.push(length);
    length += part.length;
    parts.push(part);
  });
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  parts.push(
    Buffer.from(
      `xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${size} /Root 1 0 R ${trailer} >>\nstartxref\n${length}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(parts);
}
