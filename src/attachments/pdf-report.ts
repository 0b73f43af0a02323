/** For the thread that reads a PDF. */
export interface PdfTask {
  readonly bytes: Uint8Array;
  readonly mostPages: number;
  /** UTF-16 units. */
  readonly mostText: number;
}

/** What comes of it. Pages without text leave nothing. */
export type PdfReport =
  | { readonly text: string; readonly problem?: never }
  | { readonly problem: 'pages'; readonly pages: number }
  | { readonly problem: 'text' | 'password' | 'broken' };
