import { parentPort, workerData } from 'node:worker_threads';
import type { PdfReport, PdfTask } from './pdf-report.js';

/** What one compressed stream of a PDF may unfold to; a page of text has some kilobytes. */
const MOST_UNFOLDED = 64 * 1024 * 1024;

// The reader doubles its buffers for as long as a stream goes on. The heap limits of a thread do not see them.
boundArrays(MOST_UNFOLDED);
// After that, so that it sees no other arrays.
const { getDocumentProxy } = await import('unpdf');
parentPort?.postMessage(await read(workerData as PdfTask));

async function read({ bytes, mostPages, mostText }: PdfTask): Promise<PdfReport> {
  try {
    const document = await getDocumentProxy(bytes, {
      verbosity: 0,
      useSystemFonts: false,
      disableFontFace: true,
    });
    if (document.numPages > mostPages) return { problem: 'pages', pages: document.numPages };
    const texts: string[] = [];
    let length = 0;
    for (let number = 1; number <= document.numPages; number += 1) {
      const page = await document.getPage(number);
      const { items } = await page.getTextContent();
      const pieces = items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : ''));
      const text = pieces.join('').trim();
      length += text.length;
      if (length > mostText) return { problem: 'text' };
      if (text !== '') texts.push(text);
      page.cleanup();
    }
    return { text: texts.join('\n\n') };
  } catch (error) {
    return { problem: error instanceof Error && error.name === 'PasswordException' ? 'password' : 'broken' };
  }
}

function boundArrays(most: number): void {
  const Original = globalThis.Uint8Array;
  globalThis.Uint8Array = new Proxy(Original, {
    construct: (target, values: unknown[], newTarget: typeof Original) => {
      if (typeof values[0] === 'number' && values[0] > most) throw new RangeError('a stream unfolds too far');
      return Reflect.construct(
        target,
        values,
        newTarget === globalThis.Uint8Array ? target : newTarget,
      ) as object;
    },
  });
}
