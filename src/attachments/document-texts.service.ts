import { Injectable } from '@nestjs/common';
import type { AttachedFile, TextExtractor } from '../contracts/text-extractor.js';
import { readText } from '../dialects/files/read-text.js';
import { PdfTexts } from './pdf-texts.service.js';

const PDF_MARK = '%PDF-';
/** Readers of PDF look for the mark this far. */
const MARK_WITHIN = 1_024;

/** Text files and PDFs, told apart by what is in them. */
@Injectable()
export class DocumentTexts implements TextExtractor {
  constructor(private readonly pdfs: PdfTexts) {}

  async extract({ bytes, mediaType }: AttachedFile, signal: AbortSignal): Promise<string> {
    const start = bytes.toString('latin1', 0, MARK_WITHIN);
    const isPdf = start.startsWith(PDF_MARK) || (mediaType === 'application/pdf' && start.includes(PDF_MARK));
    return isPdf ? this.pdfs.read(bytes, signal) : readText(bytes);
  }
}
